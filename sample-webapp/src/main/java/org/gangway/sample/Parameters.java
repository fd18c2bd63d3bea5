package org.gangway.sample;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Reads request parameters with a range and a default; what is out of range is a {@link BadParameterException}. */
final class Parameters {
    private static final int SHOWN_CHARS = 40;

    private final HttpServletRequest request;

    Parameters(HttpServletRequest request) {
        this.request = request;
    }

    /** A whole number from {@code min} to {@code max}, or {@code fallback} without the parameter. */
    long number(String name, long min, long max, long fallback) {
        String text = request.getParameter(name);
        if (text == null) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw bad(name, text, "a whole number from " + min + " to " + max);
    }

    /** One of {@code allowed}, or the first of them without the parameter. */
    String oneOf(String name, List<String> allowed) {
        String text = request.getParameter(name);
        if (text == null) {
            return allowed.get(0);
        }
        if (allowed.contains(text)) {
            return text;
        }
        throw bad(name, text, "one of " + String.join(", ", allowed));
    }

    /** True for {@code name}, {@code name=1} and {@code name=true}; false without it and for 0 and false. */
    boolean flag(String name) {
        String text = request.getParameter(name);
        if (text == null || text.equals("0") || text.equals("false")) {
            return false;
        }
        if (text.isEmpty() || text.equals("1") || text.equals("true")) {
            return true;
        }
        throw bad(name, text, "0 or 1");
    }

    static BadParameterException bad(String name, String text, String allowed) {
        String shown = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
        return new BadParameterException("Parameter '" + name + "' is '" + shown + "'; it must be " + allowed + ".");
    }
}
