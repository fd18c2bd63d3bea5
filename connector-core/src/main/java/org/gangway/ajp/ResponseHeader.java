package org.gangway.ajp;

import java.util.Arrays;

/** The response header fields whose names have a code, 0xA001 to 0xA00B. */
public enum ResponseHeader {
    CONTENT_TYPE(0xA001, "Content-Type"),
    CONTENT_LANGUAGE(0xA002, "Content-Language"),
    CONTENT_LENGTH(0xA003, "Content-Length"),
    DATE(0xA004, "Date"),
    LAST_MODIFIED(0xA005, "Last-Modified"),
    LOCATION(0xA006, "Location"),
    SET_COOKIE(0xA007, "Set-Cookie"),
    SET_COOKIE2(0xA008, "Set-Cookie2"),
    SERVLET_ENGINE(0xA009, "Servlet-Engine"),
    STATUS(0xA00A, "Status"),
    WWW_AUTHENTICATE(0xA00B, "WWW-Authenticate");

    private static final int LONGEST = WWW_AUTHENTICATE.fieldName.length();
    private static final ResponseHeader[][] BY_LENGTH = new ResponseHeader[LONGEST + 1][0];

    static {
        for (ResponseHeader header : values()) {
            int length = header.fieldName.length();
            ResponseHeader[] before = BY_LENGTH[length];
            ResponseHeader[] all = Arrays.copyOf(before, before.length + 1);
            all[before.length] = header;
            BY_LENGTH[length] = all;
        }
    }

    private final int code;
    private final String fieldName;

    ResponseHeader(int code, String fieldName) {
        this.code = code;
        this.fieldName = fieldName;
    }

    /**
     * @return the code on the wire, in the place of the length of a name
     */
    public int code() {
        return code;
    }

    /**
     * @return the name of the field
     */
    public String fieldName() {
        return fieldName;
    }

    /**
     * @param name the name of a field, in any case
     * @return the field, or null if its name has no code
     */
    public static ResponseHeader of(String name) {
        int length = name.length();
        if (length <= LONGEST) {
            for (ResponseHeader header : BY_LENGTH[length]) {
                if (header.fieldName.equalsIgnoreCase(name)) {
                    return header;
                }
            }
        }
        return null;
    }
}
