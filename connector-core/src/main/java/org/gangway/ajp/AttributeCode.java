package org.gangway.ajp;

/** The attributes of a FORWARD_REQUEST. */
public enum AttributeCode {
    /** Ignored: it never maps a request. */
    CONTEXT(0x01),
    /** Ignored: it never maps a request. */
    SERVLET_PATH(0x02),
    REMOTE_USER(0x03),
    AUTH_TYPE(0x04),
    QUERY_STRING(0x05),
    /** The jvmRoute. */
    ROUTE(0x06),
    SSL_CERT(0x07),
    SSL_CIPHER(0x08),
    SSL_SESSION(0x09),
    /** A name and a value. */
    REQ_ATTRIBUTE(0x0A),
    /** A number of two bytes, not a string. */
    SSL_KEY_SIZE(0x0B),
    /** What both sides know. */
    SECRET(0x0C),
    /** The method, where it has no code. */
    STORED_METHOD(0x0D),
    /** The end of the attributes, and of the request. */
    ARE_DONE(0xFF);

    /** How many attributes have a value of their own; their codes are below it. */
    static final int COUNT = STORED_METHOD.code + 1;

    private static final AttributeCode[] BY_CODE = new AttributeCode[COUNT];

    static {
        for (AttributeCode attribute : values()) {
            if (attribute != ARE_DONE) {
                BY_CODE[attribute.code] = attribute;
            }
        }
    }

    private final int code;

    AttributeCode(int code) {
        this.code = code;
    }

    /**
     * @return the code on the wire
     */
    public int code() {
        return code;
    }

    /**
     * @param code the code on the wire, 0 to 255
     * @return the attribute, or null if the protocol knows none of that code
     */
    public static AttributeCode of(int code) {
        if (code == ARE_DONE.code) {
            return ARE_DONE;
        }
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
