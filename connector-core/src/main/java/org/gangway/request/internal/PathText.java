package org.gangway.request.internal;

/**
 * What web servers do to paths, done by ourselves so that their words can be compared with the client's. All texts
 * hold one byte per character (ISO-8859-1), so that no charset plays a part. Letters are never folded (rule R-28).
 */
public final class PathText {
    /** How a web server may have decoded the path that it hands on. */
    public enum Form {
        /** All percent-encoded bytes are decoded. */
        DECODED,
        /** Apache with AllowEncodedSlashes NoDecode: all but {@code %2F}. */
        SLASHES_KEPT,
        /** Apache with mapping=encoded: unreserved characters only ({@code %7E}; RFC 3986, section 2.3). */
        UNRESERVED,
        /** None. */
        RAW
    }

    private static final String UNESCAPED = "-._~!$&'()*+,;=:@/";

    private PathText() {}

    private static boolean isDecoded(int b, Form form) {
        return switch (form) {
            case DECODED -> true;
            case SLASHES_KEPT -> b != '/';
            case UNRESERVED ->
                (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || "-._~".indexOf(b) >= 0;
            case RAW -> false;
        };
    }

    /** Decodes; what is no valid percent-encoding stays as it is. */
    public static String decode(String raw, Form form) {
        if (form == Form.RAW || raw.indexOf('%') < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' && i + 2 < raw.length()) {
                int high = Character.digit(raw.charAt(i + 1), 16);
                int low = Character.digit(raw.charAt(i + 2), 16);
                int b = (high << 4) | low;
                if (high >= 0 && low >= 0 && isDecoded(b, form)) {
                    text.append((char) b);
                    i += 2;
                    continue;
                }
            }
            text.append(c);
        }
        return text.toString();
    }

    /** Percent-encodes what may not stand in a path. */
    public static String encode(String decoded) {
        StringBuilder text = new StringBuilder(decoded.length() + 16);
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (Token.isAlphanumeric(c) || UNESCAPED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                appendEscape(text, c);
            }
        }
        return text.toString();
    }

    public static void appendEscape(StringBuilder text, int b) {
        text.append('%')
                .append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xF, 16)))
                .append(Character.toUpperCase(Character.forDigit(b & 0xF, 16)));
    }

    /** Squeezes slashes and resolves dot segments, none of which leaves the root. */
    public static String normalise(String path) {
        if (!path.contains("//") && !path.contains("/.")) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length());
        int i = 0;
        while (i < path.length()) {
            int end = path.indexOf('/', i + 1);
            if (end < 0) {
                end = path.length();
            }
            boolean last = end == path.length();
            // A segment with the slash before it.
            String segment = path.substring(i, end);
            switch (segment) {
                case "/" -> {
                    if (last) {
                        text.append('/');
                    }
                }
                case "/." -> {
                    if (last) {
                        text.append('/');
                    }
                }
                case "/.." -> {
                    text.setLength(Math.max(0, text.lastIndexOf("/")));
                    if (last) {
                        text.append('/');
                    }
                }
                default -> text.append(segment);
            }
            i = end;
        }
        return text.toString();
    }

    /** Whether a path is a prefix, or lies under it. */
    public static boolean isUnder(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
