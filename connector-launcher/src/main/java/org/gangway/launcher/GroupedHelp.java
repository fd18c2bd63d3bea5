package org.gangway.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Prints what {@link CommandHelp} knows of a command, as wide as the terminal. A start without help doesn't load it. */
final class GroupedHelp {
    private static final int LEAST_WIDTH = 55;
    private static final String NOTES = "gangwayNotes";
    private static final String INDENT = "  ";
    private static final String DEEPER = "      ";

    private GroupedHelp() {}

    /**
     * Lets commands print their help like this.
     *
     * @param commandLine the command, with those below it
     * @param columns the environment variable COLUMNS, which wins over what the terminal says, or null
     */
    static void addTo(CommandLine commandLine, String columns) {
        if (columns != null && columns.matches("[1-9]\\d{0,3}")) {
            commandLine.setUsageHelpAutoWidth(false);
            commandLine.setUsageHelpWidth(Math.max(LEAST_WIDTH, Integer.parseInt(columns)));
        }
        commandLine.getSubcommands().values().forEach(GroupedHelp::addGroups);
    }

    private static void addGroups(CommandLine commandLine) {
        CommandHelp known = CommandHelp.of(commandLine.getCommandSpec());
        if (known.groups().isEmpty()) {
            return;
        }
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        String indent = System.lineSeparator() + " ".repeat("Usage: ".length());
        usage.sectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                        help -> String.join(indent, known.synopsis()) + System.lineSeparator());
        usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> options(help, known));
        usage.sectionMap().put(NOTES, help -> notes(help, known));
        List<String> keys = new ArrayList<>(usage.sectionKeys());
        keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_OPTION_LIST) + 1, NOTES);
        usage.sectionKeys(keys);
    }

    private static String options(Help help, CommandHelp known) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, List<OptionSpec>> group : known.groups().entrySet()) {
            Help.Layout layout = help.createDefaultLayout();
            layout.addAllOptions(group.getValue(), help.parameterLabelRenderer());
            text.append(heading(group.getKey())).append(layout);
        }
        return text.toString();
    }

    private static String notes(Help help, CommandHelp known) {
        StringBuilder text = new StringBuilder(heading("Examples"));
        known.examples().forEach((command, meaning) -> text.append(INDENT)
                .append(command)
                .append(System.lineSeparator())
                .append(DEEPER)
                .append(meaning)
                .append(System.lineSeparator()));
        text.append(heading("Environment")).append(help.createTextTable(known.environment()));
        text.append(heading("Exit status")).append(help.createTextTable(known.exitStatuses()));
        return text.toString();
    }

    private static String heading(String words) {
        return System.lineSeparator() + words + ':' + System.lineSeparator();
    }
}
