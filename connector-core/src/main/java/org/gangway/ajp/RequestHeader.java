package org.gangway.ajp;

/** The request header fields whose names have a code, 0xA001 to 0xA00E. */
public enum RequestHeader {
    ACCEPT(0xA001, "Accept"),
    ACCEPT_CHARSET(0xA002, "Accept-Charset"),
    ACCEPT_ENCODING(0xA003, "Accept-Encoding"),
    ACCEPT_LANGUAGE(0xA004, "Accept-Language"),
    AUTHORIZATION(0xA005, "Authorization"),
    CONNECTION(0xA006, "Connection"),
    CONTENT_TYPE(0xA007, "Content-Type"),
    CONTENT_LENGTH(0xA008, "Content-Length"),
    COOKIE(0xA009, "Cookie"),
    COOKIE2(0xA00A, "Cookie2"),
    HOST(0xA00B, "Host"),
    PRAGMA(0xA00C, "Pragma"),
    REFERER(0xA00D, "Referer"),
    USER_AGENT(0xA00E, "User-Agent");

    private static final RequestHeader[] BY_CODE = values();

    private final int code;
    private final String fieldName;

    RequestHeader(int code, String fieldName) {
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
     * @param code the code on the wire, 0 to 65535
     * @return the field, or null if the protocol knows none of that code
     */
    public static RequestHeader of(int code) {
        int i = code - ACCEPT.code;
        return i >= 0 && i < BY_CODE.length ? BY_CODE[i] : null;
    }
}
