package org.gangway.launcher;

import java.util.ArrayList;
import java.util.List;

/**
 * One part of a command line.
 *
 * @param option the name of the option, or null for a WAR
 * @param value its value, or null for an option that has none
 * @param origin where it was given, in words
 */
record Argument(String option, String value, String origin) {
    /**
     * The same on a command line.
     *
     * @return one word
     */
    String word() {
        if (option == null) {
            return value;
        }
        return value == null ? option : option + '=' + value;
    }

    /**
     * The same in a configuration file.
     *
     * @return one line
     */
    String line() {
        if (option == null) {
            return value;
        }
        return value == null ? option : option + ' ' + value;
    }

    /**
     * The words of a command line.
     *
     * @param arguments what it is to say
     * @return the words, which can be parsed again
     */
    static List<String> words(List<Argument> arguments) {
        List<String> words = new ArrayList<>();
        arguments.stream()
                .filter(argument -> argument.option() != null)
                .map(Argument::word)
                .forEach(words::add);
        words.add("--");
        arguments.stream()
                .filter(argument -> argument.option() == null)
                .map(Argument::word)
                .forEach(words::add);
        return words;
    }
}
