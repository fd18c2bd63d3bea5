package org.gangway.launcher;

import java.util.regex.Pattern;

/**
 * Something that the user can put right. The message is one line that names the cause and the remedy.
 */
public class UserError extends Exception {
    /** The exit status when the command line itself is wrong. */
    public static final int USAGE = 2;

    /** The exit status when the command line is right but what it asks for can't be done. */
    public static final int FAILED = 1;

    private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

    private final int exitStatus;

    private UserError(int exitStatus, String message, Throwable cause) {
        super(oneLine(message), cause);
        this.exitStatus = exitStatus;
    }

    /**
     * The command line is wrong.
     *
     * @param message cause and remedy
     * @return the error
     */
    public static UserError usage(String message) {
        return new UserError(USAGE, message, null);
    }

    /**
     * What the command line asks for can't be done.
     *
     * @param message cause and remedy
     * @return the error
     */
    public static UserError failed(String message) {
        return new UserError(FAILED, message, null);
    }

    /**
     * What the command line asks for can't be done.
     *
     * @param message cause and remedy
     * @param cause what went wrong, for the log
     * @return the error
     */
    public static UserError failed(String message, Throwable cause) {
        return new UserError(FAILED, message, cause);
    }

    /**
     * The status that the process ends with.
     *
     * @return {@link #USAGE} or {@link #FAILED}
     */
    public int exitStatus() {
        return exitStatus;
    }

    /**
     * Puts a message on one line.
     *
     * @param message any text, or null
     * @return the same without line breaks
     */
    static String oneLine(String message) {
        return message == null ? "" : LINE_BREAKS.matcher(message.strip()).replaceAll(" ");
    }
}
