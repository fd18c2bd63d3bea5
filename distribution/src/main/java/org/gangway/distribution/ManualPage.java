package org.gangway.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gangway.launcher.CommandHelp;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of one command in the language of man(7): what picocli knows, and what only prose can say. */
final class ManualPage {
    private final StringBuilder page = new StringBuilder();
    private final CommandSpec command;
    private final CommandHelp help;
    private final String name;

    /**
     * @param command the command
     */
    ManualPage(CommandLine command) {
        this.command = command.getCommandSpec();
        this.help = CommandHelp.of(this.command);
        this.name = this.command.qualifiedName("-");
    }

    /**
     * What the page is called.
     *
     * @return the name without the section
     */
    String name() {
        return name;
    }

    /**
     * Writes the page.
     *
     * @param version the version of Gangway
     * @param date the date of the version
     * @return the text
     * @throws IOException if the prose can't be read
     */
    String text(String version, String date) throws IOException {
        line(".TH " + escape(name.toUpperCase(Locale.ROOT)) + " 1 " + date + " \"gangway " + escape(version)
                + "\" \"Gangway\"");
        section("NAME");
        String summary = description(command.usageMessage().description());
        line(escape(name) + " \\- " + escape(decapitalized(withoutFullStop(summary))));
        section("SYNOPSIS");
        synopsis();
        section("DESCRIPTION");
        line(escape(summary));
        parameters();
        subcommands();
        options();
        prose();
        notes();
        seeAlso();
        return page.toString();
    }

    private void synopsis() {
        if (!help.synopsis().isEmpty()) {
            for (String form : help.synopsis()) {
                line(escape(form));
                line(".br");
            }
            return;
        }
        line(".B " + escape(command.qualifiedName()));
        if (!command.subcommands().isEmpty()) {
            line("\\fICOMMAND\\fR [\\fIOPTION\\fR]...");
            return;
        }
        line("[\\fIOPTION\\fR]...");
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            String label = "\\fI" + escape(parameter.paramLabel()) + "\\fR";
            boolean several = parameter.arity().max() > 1;
            line((parameter.required() ? label : "[" + label + "]") + (several ? "..." : ""));
        }
    }

    private void parameters() {
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            item("\\fI" + escape(parameter.paramLabel()) + "\\fR", text(parameter));
        }
    }

    private void subcommands() {
        if (command.subcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        for (CommandLine subcommand : command.subcommands().values()) {
            CommandSpec spec = subcommand.getCommandSpec();
            item(
                    "\\fB" + escape(spec.name()) + "\\fR",
                    description(spec.usageMessage().description()));
        }
    }

    private void options() {
        if (command.options().isEmpty()) {
            return;
        }
        section("OPTIONS");
        if (help.groups().isEmpty()) {
            options(command.options());
        }
        help.groups().forEach((heading, options) -> {
            line(".SS " + escape(heading));
            options(options);
        });
    }

    private void options(List<OptionSpec> options) {
        for (OptionSpec option : options) {
            if (!option.hidden()) {
                String names = "\\fB" + escape(String.join(", ", List.of(option.names()))) + "\\fR";
                boolean hasValue = option.arity().max() > 0;
                item(names + (hasValue ? " \\fI" + escape(option.paramLabel()) + "\\fR" : ""), text(option));
            }
        }
    }

    private void notes() {
        items("ENVIRONMENT", help.environment());
        items("EXIT STATUS", help.exitStatuses());
        items("EXAMPLES", help.examples());
    }

    private void items(String title, Map<String, String> items) {
        if (!items.isEmpty()) {
            section(title);
            items.forEach((key, meaning) -> item("\\fB" + escape(key) + "\\fR", meaning));
        }
    }

    private void prose() throws IOException {
        try (InputStream in = ManualPage.class.getResourceAsStream(name + ".man")) {
            if (in != null) {
                page.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private void seeAlso() {
        section("SEE ALSO");
        CommandSpec parent = command.parent();
        CommandSpec root = parent == null ? command : parent;
        StringBuilder pages = new StringBuilder(parent == null ? "" : "\\fBgangway\\fR(1)");
        for (String other : root.subcommands().keySet()) {
            if (!other.equals(command.name()) && !other.equals("help")) {
                pages.append(pages.isEmpty() ? "" : ", ")
                        .append("\\fBgangway\\-")
                        .append(other)
                        .append("\\fR(1)");
            }
        }
        line(pages.toString());
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void item(String tag, String text) {
        line(".TP");
        line(tag);
        line(escape(text));
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String text(ArgSpec argument) {
        return description(argument.description()).replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
    }

    /** Picocli takes descriptions for formats: a percent sign is written twice. */
    private static String description(String... lines) {
        return String.join(" ", lines).replace("%%", "%");
    }

    private static String withoutFullStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String decapitalized(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    /**
     * Makes a text mean itself: a hyphen stays one that can be copied, and no line begins with a request.
     *
     * @param text any text
     * @return the same in the language of man(7)
     */
    static String escape(String text) {
        String escaped = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
