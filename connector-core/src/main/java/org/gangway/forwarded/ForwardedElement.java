package org.gangway.forwarded;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An element of the field {@code Forwarded} (RFC 7239, section 4): pairs of a name and a token or quoted string. */
final class ForwardedElement {
    private final Map<String, String> pairs = new HashMap<>();

    private ForwardedElement() {}

    /**
     * Reads the last element of a list. A quote that isn't closed may be the client's, and hide what the proxy has added:
     * then nothing is told, and the client is unknown.
     */
    static ForwardedElement last(String list) {
        ForwardedElement element = new ForwardedElement();
        StringBuilder word = new StringBuilder();
        String name = null;
        boolean quoted = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quoted) {
                if (c == '\\' && i + 1 < list.length()) {
                    word.append(list.charAt(++i));
                } else if (c == '"') {
                    quoted = false;
                } else {
                    word.append(c);
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '=' && name == null) {
                name = word.toString().trim().toLowerCase(Locale.ROOT);
                word.setLength(0);
            } else if (c == ';' || c == ',') {
                element.put(name, word);
                name = null;
                if (c == ',') {
                    element.pairs.clear();
                }
            } else {
                word.append(c);
            }
        }
        if (quoted) {
            element.pairs.clear();
            element.pairs.put("for", "unknown");
        } else {
            element.put(name, word);
        }
        return element;
    }

    private void put(String name, StringBuilder value) {
        if (name != null) {
            pairs.put(name, value.toString().trim());
        }
        value.setLength(0);
    }

    /** The value of a name, which is in lower case, or null. */
    String get(String name) {
        return pairs.get(name);
    }
}
