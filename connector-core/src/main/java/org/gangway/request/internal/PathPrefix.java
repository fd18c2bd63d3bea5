package org.gangway.request.internal;

import java.nio.charset.StandardCharsets;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.ScriptNamePolicy.Mode;
import org.gangway.request.internal.PathText.Form;

/** Finds a decoded prefix in an encoded path. No length is ever taken from a text that doesn't match (rule R-27). */
public final class PathPrefix {
    /** How many places in a path are tried, so that a path of slashes can't keep a processor busy. */
    private static final int MOST_PLACES = 64;

    private PathPrefix() {}

    /** The prefix that is configured, as {@link #configured(byte[])} has it; null if none is. */
    public static String configured(ScriptNamePolicy policy) {
        return policy.mode() == Mode.FORCED ? configured(policy.prefix().getBytes(StandardCharsets.UTF_8)) : null;
    }

    /** A prefix that is forced, decoded and normalised, without a slash at its end; null if it is no path. */
    public static String configured(byte[] bytes) {
        String text = PathText.normalise(PathText.decode(new String(bytes, StandardCharsets.ISO_8859_1), Form.DECODED));
        String cut = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return cut.isEmpty() || cut.charAt(0) == '/' ? cut : null;
    }

    /** How many characters of an encoded path are a decoded prefix, or 0 if the path doesn't begin with it. */
    public static int of(String raw, String decoded) {
        String cut = decoded.endsWith("/") ? decoded.substring(0, decoded.length() - 1) : decoded;
        if (cut.isEmpty()) {
            return 0;
        }
        for (Form form : Form.values()) {
            String external = PathText.normalise(PathText.decode(raw, form));
            if (PathText.isUnder(external, cut)) {
                int found = locate(raw, form, cut, external.substring(cut.length()));
                if (found > 0) {
                    return found;
                }
            }
        }
        return 0;
    }

    /**
     * Finds the place in the encoded path where the mount point ends and the rest begins.
     *
     * @return the length of the mount point in the encoded path, 0 if there is no such place
     */
    public static int locate(String raw, Form form, String mount, String rest) {
        if (mount.isEmpty()) {
            return 0;
        }
        int places = 0;
        for (int i = 1; i <= raw.length() && places < MOST_PLACES; i++) {
            boolean end = i == raw.length();
            if ((!end && raw.charAt(i) != '/') || raw.charAt(i - 1) == '/') {
                continue;
            }
            places++;
            if (PathText.normalise(PathText.decode(raw.substring(0, i), form)).equals(mount)
                    && PathText.normalise(PathText.decode(raw.substring(i), form))
                            .equals(rest)) {
                return i;
            }
        }
        return 0;
    }
}
