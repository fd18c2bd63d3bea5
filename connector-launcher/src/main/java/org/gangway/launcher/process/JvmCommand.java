package org.gangway.launcher.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The command that starts another JVM like this one: the same Java, options and class path, other arguments. */
public final class JvmCommand {
    /** The property with the options of the JVM in the background, divided by blanks. */
    static final String DAEMON_OPTIONS = "gangway.daemon.options";

    /** The class to start, by its name: what refers to it would have it compiled for a later Java than it is meant for. */
    public static final String MAIN = "org.gangway.launcher.Main";

    private static final String MODULE = "org.gangway.launcher";

    private JvmCommand() {}

    /**
     * Makes a command.
     *
     * @param options options of the JVM that come last, so that they win
     * @param arguments what follows the main class
     * @return the program and its arguments
     */
    public static List<String> of(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-D" + DAEMON_OPTIONS + '='))
                .forEach(command::add);
        command.addAll(options);
        String modulePath = System.getProperty("jdk.module.path");
        String classPath = System.getProperty("java.class.path");
        if (classPath != null && !classPath.isEmpty()) {
            command.addAll(List.of("-cp", anywhere(classPath)));
        }
        if (modulePath != null && JvmCommand.class.getModule().isNamed()) {
            command.addAll(List.of("--module-path", modulePath, "-m", MODULE + '/' + MAIN));
        } else {
            command.add(MAIN);
        }
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** The other JVM may run in another directory. */
    private static String anywhere(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
