package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;

/**
 * The file that {@code --config} names: an option on each line, as on the command line but without a shell, so that a
 * value goes to the end of the line; a line that doesn't begin with a hyphen is a WAR, and one that begins with # is none.
 */
final class ConfigurationFile {
    private static final Pattern OPTION = Pattern.compile("(-[^\\s=]*)(?:\\s*=\\s*|\\s+)(.*)");

    private ConfigurationFile() {}

    /**
     * Reads the file.
     *
     * @param file the file
     * @return what it says, in its order
     * @throws UserError if it can't be read, or a line is wrong
     */
    static List<Argument> read(Path file) throws UserError {
        List<Argument> arguments = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                arguments.addAll(readLine(text, file, number));
            }
        }
        return arguments;
    }

    private static List<String> lines(Path file) throws UserError {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw UserError.failed("there is no configuration file " + file + "; check --config", e);
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot read the configuration file " + file + " (" + e.getMessage()
                            + "); it must be UTF-8 text that this user may read",
                    e);
        }
    }

    private static List<Argument> readLine(String text, Path file, int number) throws UserError {
        Matcher option = OPTION.matcher(text);
        String word = option.matches() ? option.group(1) + '=' + option.group(2) : text;
        String origin = file + ", line " + number;
        List<Argument> arguments;
        try {
            arguments = CommandLineOptions.read(List.of(word), origin);
        } catch (ParameterException e) {
            throw UserError.usage(origin + ": " + WrongWords.line(e) + "; see gangway run --help");
        }
        if (arguments.stream().anyMatch(argument -> "--config".equals(argument.option()))) {
            throw UserError.usage(origin + ": a configuration file can't name another; put all options into one");
        }
        return arguments;
    }
}
