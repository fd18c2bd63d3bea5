package org.gangway.request.internal;

import org.gangway.request.HeaderField;

/**
 * Undoes what Apache and Caddy do to repeated Cookie fields: {@code a=1; b=2} and {@code c=3} arrive as
 * {@code a=1; b=2, c=3}. A comma and a blank before a name and an equals sign are taken for such a seam, unless they
 * stand in quotes; no cookie may have them inside its value (RFC 6265, 4.1.1).
 */
public final class CookieText {
    private CookieText() {}

    public static HeaderField unjoined(HeaderField field) {
        String value = field.value();
        int comma = value.indexOf(", ");
        if (comma < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(value.length() + 8);
        boolean quoted = false;
        boolean changed = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            }
            if (c == ',' && !quoted && isSeam(value, i)) {
                text.append(';');
                changed = true;
            } else {
                text.append(c);
            }
        }
        return changed ? new HeaderField(field.name(), text.toString()) : field;
    }

    private static boolean isSeam(String value, int comma) {
        int i = comma + 1;
        if (i >= value.length() || value.charAt(i) != ' ') {
            return false;
        }
        int name = ++i;
        while (i < value.length() && value.charAt(i) < 128 && Token.isTokenByte((byte) value.charAt(i))) {
            i++;
        }
        return i > name && i < value.length() && value.charAt(i) == '=';
    }
}
