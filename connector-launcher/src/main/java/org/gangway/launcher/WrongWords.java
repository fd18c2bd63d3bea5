package org.gangway.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in the words of the command line, where picocli speaks of its own matters. */
final class WrongWords {
    private static final Pattern INVALID = Pattern.compile("Invalid value for (?:option|positional parameter at index"
            + " \\S+) '?([^' ]+)'?(?: \\([^)]*\\))?: (?:cannot convert .*?: )?(.*)");
    private static final Pattern NONE_OF =
            Pattern.compile("expected one of \\[(.*)] \\(case-(?:in)?sensitive\\) but was '(.*)'");
    private static final Pattern NO_NUMBER = Pattern.compile("('.*') is not an? (?:int|long)");
    private static final Pattern FLAG = Pattern.compile("'(.*)' is not a boolean");
    private static final Pattern TWICE = Pattern.compile("option '([^']*)' .*should be specified only once");

    private static final Pattern HYPHENS = Pattern.compile("^-+");

    private WrongWords() {}

    /**
     * Puts an error into words.
     *
     * @param error what picocli found
     * @return one line without a full stop
     */
    static String line(ParameterException error) {
        CommandSpec command = error.getCommandLine().getCommandSpec();
        if (error instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(unmatched.getUnmatched().get(0), command);
        }
        if (error instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing.getMissing().get(0) instanceof OptionSpec option
                    ? option.longestName() + " needs a value: " + option.longestName() + ' ' + option.paramLabel()
                    : missing.getMissing().get(0).paramLabel() + " is missing";
        }
        String message = UserError.oneLine(error.getMessage());
        Matcher invalid = INVALID.matcher(message);
        if (invalid.matches()) {
            return value(invalid.group(1), invalid.group(2));
        }
        Matcher twice = TWICE.matcher(message);
        if (twice.matches()) {
            return twice.group(1) + " is given twice; leave one of them out";
        }
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static String unmatched(String text, CommandSpec command) {
        String word = text.replaceFirst("=.*", "");
        if (word.startsWith("-")) {
            return "there is no option " + word + option(word, command);
        }
        if (command.subcommands().isEmpty()) {
            String takes = command.positionalParameters().stream()
                    .map(parameter -> parameter.paramLabel())
                    .collect(Collectors.joining(" "));
            return "nothing is known of the word " + word + ", " + command.qualifiedName() + " takes "
                    + (takes.isEmpty() ? "options only" : "one " + takes) + "; leave it out";
        }
        return "there is no command " + word
                + command(word, command.subcommands().keySet());
    }

    /** Compared without the hyphens, which say nothing. */
    private static String option(String word, CommandSpec command) {
        String bare = HYPHENS.matcher(word).replaceFirst("");
        List<String> names = command.optionsMap().keySet().stream()
                .map(name -> HYPHENS.matcher(name).replaceFirst(""))
                .filter(name -> name.length() > 1)
                .toList();
        List<String> longer =
                names.stream().filter(name -> name.startsWith(bare + '-')).toList();
        String question = longer.size() == 1 ? " (did you mean " + longer.get(0) + "?)" : Nearest.question(bare, names);
        return question.replace("mean ", "mean --");
    }

    /**
     * What to do instead of a command that doesn't exist.
     *
     * @param word what was typed
     * @param commands those that exist
     * @return what to put behind the message
     */
    static String command(String word, Collection<String> commands) {
        String question = Nearest.question(word, commands);
        if (question.isEmpty() && isWar(word)) {
            question = " (did you mean gangway run " + word + "?)";
        }
        return question.isEmpty() ? "; there are " + String.join(", ", commands) : question;
    }

    private static boolean isWar(String word) {
        return word.toLowerCase(Locale.ROOT).endsWith(".war") || Files.isDirectory(Path.of(word, "WEB-INF"));
    }

    private static String value(String option, String reason) {
        Matcher flag = FLAG.matcher(reason);
        if (flag.matches()) {
            return option + " takes no value; leave out =" + flag.group(1);
        }
        Matcher noneOf = NONE_OF.matcher(reason);
        if (noneOf.matches()) {
            String value = noneOf.group(2);
            String allowed = noneOf.group(1).toLowerCase(Locale.ROOT);
            return option + " '" + value + "' is none of " + allowed
                    + Nearest.question(value, List.of(allowed.split(", ", -1)));
        }
        Matcher number = NO_NUMBER.matcher(reason);
        return option + (number.matches() ? ' ' + number.group(1) + " is no whole number" : ": " + reason);
    }
}
