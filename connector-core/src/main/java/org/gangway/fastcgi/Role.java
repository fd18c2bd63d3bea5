package org.gangway.fastcgi;

/**
 * What a web server wants of an application (FastCGI specification, section 6).
 */
public enum Role {
    /** Answers an HTTP request. */
    RESPONDER(1),
    /** Says whether a request is allowed. */
    AUTHORIZER(2),
    /** Answers an HTTP request with a changed form of a file that the web server sends along. */
    FILTER(3);

    private final int code;

    Role(int code) {
        this.code = code;
    }

    /**
     * @return the value of the role component of BEGIN_REQUEST
     */
    public int code() {
        return code;
    }

    /**
     * @param code the value of the role component of BEGIN_REQUEST
     * @return the role, or null if the specification knows none of that value
     */
    public static Role of(int code) {
        return switch (code) {
            case 1 -> RESPONDER;
            case 2 -> AUTHORIZER;
            case 3 -> FILTER;
            default -> null;
        };
    }
}
