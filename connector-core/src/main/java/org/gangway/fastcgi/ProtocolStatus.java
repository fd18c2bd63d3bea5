package org.gangway.fastcgi;

/**
 * How a request ended, as far as the protocol is concerned (FastCGI specification, section 5.5).
 */
public enum ProtocolStatus {
    /** The request was served, whatever its HTTP status. */
    REQUEST_COMPLETE(0),
    /** A second request on a connection that serves one at a time. */
    CANT_MPX_CONN(1),
    /** The application is out of some resource. */
    OVERLOADED(2),
    /** The web server asked for a role that the application does not play. */
    UNKNOWN_ROLE(3);

    private final int code;

    ProtocolStatus(int code) {
        this.code = code;
    }

    /**
     * @return the value of the protocolStatus component of END_REQUEST
     */
    public int code() {
        return code;
    }
}
