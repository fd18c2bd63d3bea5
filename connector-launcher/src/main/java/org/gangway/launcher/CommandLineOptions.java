package org.gangway.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * What {@code gangway run} was given, from the command line, a configuration file and the defaults of {@code runfcgi}, as
 * a list that can be shown, handed to another JVM and read again.
 */
final class CommandLineOptions {
    private static final Pattern MOUNTED = Pattern.compile("(/[^=]*=)(.+)");
    private static final Pattern OF_LEVEL = Pattern.compile("(ee\\d+=)(.+)");
    private static final Pattern REALM = Pattern.compile("([^=]*=)(.+)");

    /** The options whose values have a path in them, but aren't one; null leaves the value as it is. */
    private static final Map<String, UnaryOperator<String>> WITH_PATHS = Map.of(
            "--lib", value -> behind(OF_LEVEL, value),
            "--touch-reload", CommandLineOptions::absolute,
            "--realm", value -> behind(REALM, value),
            "--session-store", value -> value.startsWith("jdbc:") || value.isBlank() ? value : absolute(value));

    private CommandLineOptions() {}

    /**
     * Reads words.
     *
     * @param words as on a command line
     * @param origin where they were given
     * @return what they say, the WARs last
     * @throws CommandLine.ParameterException if they are no command line
     */
    static List<Argument> read(List<String> words, String origin) {
        PlainWords plain = PlainWords.read(words);
        if (plain != null) {
            return plain.arguments(origin);
        }
        return of(RunCommand.commandLine(new RunCommand()).parseArgs(words.toArray(String[]::new)), origin);
    }

    /**
     * Lists what was given.
     *
     * @param parsed what picocli made of it
     * @param origin where it was given
     * @return what it says, the WARs last
     */
    static List<Argument> of(ParseResult parsed, String origin) {
        List<Argument> arguments = new ArrayList<>();
        // It lists an option as often as it was given, and WARs as often as options stand between them.
        for (OptionSpec option : new LinkedHashSet<>(parsed.matchedOptions())) {
            String name = option.longestName();
            boolean hasValue = option.arity().max() > 0;
            for (String value : parsed.matchedOption(name).originalStringValues()) {
                boolean left = !hasValue || value.equals(option.fallbackValue());
                arguments.add(new Argument(name, left ? null : value, origin));
            }
        }
        for (PositionalParamSpec wars : new LinkedHashSet<>(parsed.matchedPositionals())) {
            for (String war : wars.originalStringValues()) {
                arguments.add(new Argument(null, war, origin));
            }
        }
        return arguments;
    }

    /**
     * Puts together what was given in several places.
     *
     * @param sources the strongest first: an option that one has is not looked for in the next, nor are WARs
     * @return what holds
     */
    @SafeVarargs
    static List<Argument> merge(List<Argument>... sources) {
        List<Argument> merged = new ArrayList<>();
        Set<String> given = new LinkedHashSet<>();
        for (List<Argument> source : sources) {
            Set<String> now = new LinkedHashSet<>();
            for (Argument argument : source) {
                String name = argument.option() == null ? "" : argument.option();
                if (!given.contains(name)) {
                    merged.add(argument);
                    now.add(name);
                }
            }
            given.addAll(now);
        }
        return merged;
    }

    /**
     * Makes relative paths absolute, for a process that runs elsewhere.
     *
     * @param arguments what was given
     * @return the same, to be given anywhere
     */
    static List<Argument> anywhere(List<Argument> arguments) {
        Map<String, OptionSpec> options =
                RunCommand.commandLine(new RunCommand()).getCommandSpec().optionsMap();
        return arguments.stream()
                .map(argument -> {
                    if (argument.value() == null) {
                        return argument;
                    }
                    String value = argument.option() == null
                            ? war(argument.value())
                            : anywhere(argument.option(), options.get(argument.option()), argument.value());
                    return new Argument(argument.option(), value, argument.origin());
                })
                .toList();
    }

    private static String anywhere(String name, ArgSpec option, String value) {
        if (WITH_PATHS.containsKey(name)) {
            return WITH_PATHS.get(name).apply(value);
        }
        return isPath(option) && !value.isEmpty() ? absolute(value) : value;
    }

    /**
     * Whether the value of an option is a path, or has one in it.
     *
     * @param option the option
     * @return whether it has
     */
    static boolean hasPath(OptionSpec option) {
        return WITH_PATHS.containsKey(option.longestName()) || isPath(option);
    }

    private static boolean isPath(ArgSpec option) {
        return option.type() == Path.class || List.of(option.auxiliaryTypes()).contains(Path.class);
    }

    private static String war(String value) {
        return Files.exists(Path.of(value)) ? absolute(value) : behind(MOUNTED, value);
    }

    private static String behind(Pattern before, String value) {
        Matcher matcher = before.matcher(value);
        return matcher.matches() ? matcher.group(1) + absolute(matcher.group(2)) : absolute(value);
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().toString();
    }
}
