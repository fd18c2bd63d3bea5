package org.gangway.ajp;

import java.util.Arrays;

/**
 * The names of header fields that have a code, which stands in the place of the length of a name: one list for requests,
 * another one for responses, each in the order of its codes, from 0xA001 on. Immutable.
 */
public final class HeaderCodes {
    /** Those of a FORWARD_REQUEST, 0xA001 to 0xA00E. */
    public static final HeaderCodes REQUEST = new HeaderCodes(
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Authorization",
            "Connection",
            "Content-Type",
            "Content-Length",
            "Cookie",
            "Cookie2",
            "Host",
            "Pragma",
            "Referer",
            "User-Agent");

    /** Those of a SEND_HEADERS, 0xA001 to 0xA00B. */
    public static final HeaderCodes RESPONSE = new HeaderCodes(
            "Content-Type",
            "Content-Language",
            "Content-Length",
            "Date",
            "Last-Modified",
            "Location",
            "Set-Cookie",
            "Set-Cookie2",
            "Servlet-Engine",
            "Status",
            "WWW-Authenticate");

    /** No code. */
    public static final int NONE = -1;

    private static final int FIRST = 0xA001;

    private final String[] names;
    /** The codes of all names of a length. */
    private final int[][] byLength;

    private HeaderCodes(String... names) {
        this.names = names;
        int longest = 0;
        for (String name : names) {
            longest = Math.max(longest, name.length());
        }
        byLength = new int[longest + 1][0];
        for (int i = 0; i < names.length; i++) {
            int length = names[i].length();
            int[] before = byLength[length];
            byLength[length] = Arrays.copyOf(before, before.length + 1);
            byLength[length][before.length] = FIRST + i;
        }
    }

    /**
     * @return how many names have a code
     */
    public int count() {
        return names.length;
    }

    /**
     * @param code the code on the wire, 0 to 65535
     * @return the name of the field, or null if no name has that code
     */
    public String name(int code) {
        int i = code - FIRST;
        return i >= 0 && i < names.length ? names[i] : null;
    }

    /**
     * @param name the name of a field, in any case
     * @return the code on the wire, or {@link #NONE} if the name has none
     */
    public int code(String name) {
        if (name.length() < byLength.length) {
            for (int code : byLength[name.length()]) {
                if (names[code - FIRST].equalsIgnoreCase(name)) {
                    return code;
                }
            }
        }
        return NONE;
    }
}
