package org.gangway.launcher;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/** What would hold, as a configuration file that would do the same, with where each value comes from. */
final class DryRun {
    /** Those that a file doesn't have. */
    private static final Set<String> OF_THE_COMMAND_LINE = Set.of("--config", "--dry-run");

    private final List<Argument> arguments;
    private final RunPlan plan;

    /**
     * @param arguments what was given
     * @param plan what it comes to
     */
    DryRun(List<Argument> arguments, RunPlan plan) {
        this.arguments = arguments;
        this.plan = plan;
    }

    /**
     * Prints it.
     *
     * @param out where
     */
    void print(PrintWriter out) {
        out.println("# " + plan.applications().size() + " application"
                + (plan.applications().size() == 1 ? "" : "s") + " over " + plan.protocol() + " at " + plan.address()
                + "; nothing is started");
        for (Application application : plan.applications()) {
            out.println("#   " + application.source() + " at " + application.defaultPath()
                    + (application.level() == null ? "" : ", " + application.level()));
        }
        Map<String, List<Argument>> byOrigin = new LinkedHashMap<>();
        for (Argument argument : CommandLineOptions.anywhere(given())) {
            byOrigin.computeIfAbsent(argument.origin(), origin -> new ArrayList<>())
                    .add(argument);
        }
        byOrigin.computeIfAbsent("default", origin -> new ArrayList<>()).addAll(defaults());
        byOrigin.forEach((origin, all) -> {
            out.println("# " + origin);
            all.forEach(argument -> out.println(argument.line()));
        });
        out.flush();
    }

    private List<Argument> given() {
        return arguments.stream()
                .filter(argument -> !OF_THE_COMMAND_LINE.contains(String.valueOf(argument.option())))
                .toList();
    }

    private List<Argument> defaults() {
        Set<String> given = arguments.stream()
                .map(argument -> String.valueOf(argument.option()))
                .collect(Collectors.toSet());
        List<Argument> defaults = new ArrayList<>();
        for (OptionSpec option :
                RunCommand.commandLine(new RunCommand()).getCommandSpec().options()) {
            String name = option.longestName();
            if (option.defaultValue() != null && option.arity().max() > 0 && !given.contains(name)) {
                defaults.add(new Argument(name, option.defaultValue(), "default"));
            }
        }
        return defaults;
    }
}
