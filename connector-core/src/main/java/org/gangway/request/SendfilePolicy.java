package org.gangway.request;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who sends the application's files to the client: the container, or the web server, which is told the file's name in
 * a header field of the response and replaces the body by the file.
 *
 * <p>Immutable and thread-safe.
 *
 * @param mode by which header field the web server is told
 * @param prefix the URL prefix of nginx's internal location for {@link Mode#X_ACCEL_REDIRECT}, beginning and ending
 *     with a slash; empty otherwise
 */
public record SendfilePolicy(Mode mode, String prefix) {
    /** The header fields that web servers know. */
    public enum Mode {
        /** None: the container sends files itself. */
        NONE(null),
        /**
         * {@code X-Sendfile: /absolute/path}: lighttpd with {@code "x-sendfile" => "enable"}, and Apache with
         * mod_xsendfile.
         */
        X_SENDFILE("X-Sendfile", "lighttpd", APACHE),
        /**
         * {@code X-Accel-Redirect: /prefix/context/path/of/the/file}, a URL of nginx that only nginx itself can ask
         * for ({@code internal}).
         */
        X_ACCEL_REDIRECT("X-Accel-Redirect", "nginx"),
        /** {@code X-LIGHTTPD-send-file: /absolute/path}, the name that lighttpd used first. */
        LIGHTTPD("X-LIGHTTPD-send-file", "lighttpd");

        private final String field;

        @SuppressWarnings("ImmutableEnumChecker") // an immutable set, which the type doesn't say
        private final Set<String> servers;

        Mode(String field, String... servers) {
            this.field = field;
            this.servers = Set.of(servers);
        }
    }

    /** {@link Mode#NONE}. */
    public static final SendfilePolicy NONE = new SendfilePolicy(Mode.NONE, "");

    private static final String APACHE = "apache";
    private static final String ACCEL = "x-accel-redirect:";
    private static final Pattern PREFIX = Pattern.compile("/(?:[A-Za-z0-9._~-]+/)+");

    /**
     * Header fields of a response that nginx passes on, or replaces by its own of the same meaning, when it follows
     * X-Accel-Redirect. All others are lost.
     */
    private static final Set<String> OUTLIVES_ACCEL_REDIRECT = Set.of(
            "content-type",
            "content-disposition",
            "set-cookie",
            "cache-control",
            "expires",
            "content-length",
            "last-modified",
            "etag",
            "date",
            "server",
            "connection",
            "keep-alive");

    /** Checks that the prefix fits the mode. */
    public SendfilePolicy {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(prefix, "prefix");
        if (mode == Mode.X_ACCEL_REDIRECT) {
            if (!PREFIX.matcher(prefix).matches() || prefix.contains("/./") || prefix.contains("/../")) {
                throw new IllegalArgumentException(
                        "the prefix '" + prefix + "' of x-accel-redirect is not a path like /files/");
            }
        } else if (!prefix.isEmpty()) {
            throw new IllegalArgumentException("a prefix goes with x-accel-redirect only");
        }
    }

    /**
     * Reads the value of an option.
     *
     * @param text {@code none}, {@code x-sendfile}, {@code lighttpd}, or {@code x-accel-redirect:/prefix/}
     * @return the policy
     * @throws IllegalArgumentException if it is none of these
     */
    public static SendfilePolicy parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "none" -> NONE;
            case "x-sendfile" -> new SendfilePolicy(Mode.X_SENDFILE, "");
            case "lighttpd" -> new SendfilePolicy(Mode.LIGHTTPD, "");
            default -> {
                if (!lower.startsWith(ACCEL)) {
                    throw new IllegalArgumentException(
                            "'" + text + "' is not none, x-sendfile, lighttpd or x-accel-redirect:/prefix/");
                }
                yield new SendfilePolicy(Mode.X_ACCEL_REDIRECT, text.substring(ACCEL.length()));
            }
        };
    }

    /**
     * Whether the web server may be told to send files.
     *
     * @return false for {@link Mode#NONE}
     */
    public boolean isEnabled() {
        return mode != Mode.NONE;
    }

    /**
     * The name of the header field that tells the web server.
     *
     * @return the name, or null for {@link Mode#NONE}
     */
    public String field() {
        return mode.field;
    }

    /**
     * The value of the header field.
     *
     * @param root the directory of the application, percent-encoded, ending with a slash
     * @param relative the file's path below it, percent-encoded
     * @param contextPath the context path of the application, percent-encoded, empty for the root context
     * @return the value: for nginx the prefix, the context path and the path below the directory, otherwise the
     *     absolute path
     */
    public String value(String root, String relative, String contextPath) {
        if (mode != Mode.X_ACCEL_REDIRECT) {
            return root + relative;
        }
        return contextPath.isEmpty() ? prefix + relative : prefix + contextPath.substring(1) + '/' + relative;
    }

    /**
     * Whether a web server acts on the header field. One that doesn't would send the client an empty body and the
     * file's name.
     *
     * @param serverSoftware the variable SERVER_SOFTWARE, or null if the web server sent none
     * @return true if the web server is known to
     */
    public boolean isUnderstoodBy(String serverSoftware) {
        return mode.servers.contains(product(serverSoftware));
    }

    /**
     * Whether a web server takes the value of the header field as it is written. Apache's mod_xsendfile 0.12 decodes
     * nothing: only names that need no encoding can be told to it.
     *
     * @param serverSoftware the variable SERVER_SOFTWARE, or null if the web server sent none
     * @return false if it decodes the value
     */
    public boolean isTakenLiterally(String serverSoftware) {
        return product(serverSoftware).equals(APACHE);
    }

    /**
     * Whether a web server must be given an ETag for a file that has none. Apache's mod_xsendfile would say
     * {@code "0"} for every file, and 304 to whoever had any of them.
     *
     * @param serverSoftware the variable SERVER_SOFTWARE, or null if the web server sent none
     * @return false if it has better ones of its own
     */
    public boolean needsEtag(String serverSoftware) {
        return product(serverSoftware).equals(APACHE);
    }

    private static String product(String serverSoftware) {
        if (serverSoftware == null) {
            return "";
        }
        int end = 0;
        while (end < serverSoftware.length() && Character.isLetter(serverSoftware.charAt(end))) {
            end++;
        }
        return serverSoftware.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /**
     * Whether the client still gets a header field of the application's when the web server sends the file.
     *
     * @param name the name of the field
     * @param value its value
     * @return false if the web server would drop it
     */
    public boolean keeps(String name, String value) {
        if (mode != Mode.X_ACCEL_REDIRECT) {
            return true;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "accept-ranges" -> value.equalsIgnoreCase("bytes");
            // It is about a precompressed file beside this one: whoever is given this one for it can read it.
            case "vary" -> value.equalsIgnoreCase("Accept-Encoding");
            default -> OUTLIVES_ACCEL_REDIRECT.contains(lower);
        };
    }

    /**
     * Whether the web server must not be given a header field, because it adds its own to it.
     *
     * @param name the name of the field
     * @return true if it has to be left out
     */
    public boolean repeats(String name) {
        return mode == Mode.X_ACCEL_REDIRECT && name.equalsIgnoreCase("Accept-Ranges");
    }

    @Override
    public String toString() {
        return switch (mode) {
            case NONE -> "none";
            case X_SENDFILE -> "x-sendfile";
            case X_ACCEL_REDIRECT -> ACCEL + prefix;
            case LIGHTTPD -> "lighttpd";
        };
    }
}
