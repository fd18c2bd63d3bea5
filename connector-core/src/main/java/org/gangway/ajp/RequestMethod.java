package org.gangway.ajp;

/** The 27 methods that have a code; all others come by name, in the attribute stored_method. */
public enum RequestMethod {
    OPTIONS(1),
    GET(2),
    HEAD(3),
    POST(4),
    PUT(5),
    DELETE(6),
    TRACE(7),
    PROPFIND(8),
    PROPPATCH(9),
    MKCOL(10),
    COPY(11),
    MOVE(12),
    LOCK(13),
    UNLOCK(14),
    ACL(15),
    REPORT(16),
    VERSION_CONTROL(17),
    CHECKIN(18),
    CHECKOUT(19),
    UNCHECKOUT(20),
    SEARCH(21),
    MKWORKSPACE(22),
    UPDATE(23),
    LABEL(24),
    MERGE(25),
    BASELINE_CONTROL(26),
    MKACTIVITY(27);

    /** The code that stands for a method named in the attribute stored_method. */
    static final int STORED_METHOD = 0xFF;

    private static final RequestMethod[] BY_CODE = new RequestMethod[28];

    static {
        for (RequestMethod method : values()) {
            BY_CODE[method.code] = method;
        }
    }

    private final int code;
    private final String token;

    RequestMethod(int code) {
        this.code = code;
        this.token = name().replace('_', '-');
    }

    /**
     * @return the code on the wire, 1 to 27
     */
    public int code() {
        return code;
    }

    /**
     * @return the method as HTTP spells it
     */
    public String token() {
        return token;
    }

    /**
     * @param code the code on the wire, 0 to 255
     * @return the method, or null if the protocol knows none of that code
     */
    public static RequestMethod of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
