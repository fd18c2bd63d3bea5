package org.gangway.request;

import java.util.Locale;
import java.util.Objects;

/**
 * How to find out which part of the path is the mount point of the application.
 *
 * @param mode how
 * @param prefix the mount point for {@link Mode#FORCED}, empty or beginning with a slash and not ending with one;
 *     empty otherwise
 */
public record ScriptNamePolicy(Mode mode, String prefix) {
    /** The ways to find the mount point. */
    public enum Mode {
        /** From FORCE_SCRIPT_NAME, else by comparing the client's path with the path that the web server hands on. */
        AUTO,
        /** From FORCE_SCRIPT_NAME, else what the web server's SCRIPT_NAME says, if the client's path begins with it. */
        SERVER,
        /** There is none, whatever the web server says. */
        NONE,
        /** It is configured. */
        FORCED
    }

    /** {@link Mode#AUTO}. */
    public static final ScriptNamePolicy AUTO = new ScriptNamePolicy(Mode.AUTO, "");

    /** {@link Mode#SERVER}. */
    public static final ScriptNamePolicy SERVER = new ScriptNamePolicy(Mode.SERVER, "");

    /** {@link Mode#NONE}. */
    public static final ScriptNamePolicy NONE = new ScriptNamePolicy(Mode.NONE, "");

    /** Checks that the prefix fits the mode. */
    public ScriptNamePolicy {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(prefix, "prefix");
        if (mode != Mode.FORCED && !prefix.isEmpty()) {
            throw new IllegalArgumentException("a prefix goes with a forced script name only");
        }
        if (!prefix.isEmpty() && (prefix.charAt(0) != '/' || prefix.endsWith("/"))) {
            throw new IllegalArgumentException(
                    "script name " + prefix + " must begin with a slash and not end with one");
        }
    }

    /**
     * Reads the value of an option.
     *
     * @param text {@code auto}, {@code server}, {@code none}, or a path that begins with a slash; {@code /} is the
     *     empty prefix
     * @return the policy
     * @throws IllegalArgumentException if it is none of these
     */
    public static ScriptNamePolicy parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> AUTO;
            case "server" -> SERVER;
            case "none" -> NONE;
            case "/" -> new ScriptNamePolicy(Mode.FORCED, "");
            default -> {
                if (!text.startsWith("/")) {
                    throw new IllegalArgumentException(
                            "script name " + text + " is not auto, server, none or a path like /shop");
                }
                yield new ScriptNamePolicy(
                        Mode.FORCED, text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            }
        };
    }
}
