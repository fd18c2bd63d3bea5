package org.gangway.request.internal;

/**
 * Host and port that the client asked for (RFC 9110, section 4.3.1): the authority of an absolute target, else the
 * header field Host, else the name and the port of the web server. What is empty or can't be used counts as absent.
 */
public final class Origin {
    private final Authority authority = new Authority();
    private String host;
    private int port = -1;

    /** The host, or null if nobody named one. */
    public String host() {
        return host;
    }

    /** The port, or -1 if it is the scheme's own. */
    public int port() {
        return port;
    }

    public void clear() {
        host = null;
        port = -1;
    }

    /** Takes the value of a header field Host, and returns how many of its bytes count: none if it can't be used. */
    public int readHost(byte[] block, int offset, int length) {
        int taken = authority.read(block, offset, length);
        if (taken > 0) {
            host = authority.host();
            port = authority.port();
        }
        return taken;
    }

    /** The authority of an absolute target takes the place of Host (RFC 9112, section 3.2.2), also as a header field. */
    public void readTarget(RequestTarget target, HeaderList headers) {
        byte[] block = target.authorityBytes();
        int offset = target.authorityOffset();
        int taken = readHost(block, offset, target.authorityLength());
        if (taken > 0) {
            headers.putHost(block, offset, taken);
        }
    }

    /**
     * Takes the web server's own name and port where the client named no host. HAProxy sends the name with a port, nginx
     * may send a pattern: what is no host counts as absent.
     *
     * @param serverPort the port that goes with the name; 0 or less if it isn't told
     */
    public void readServerName(byte[] block, int offset, int length, int serverPort) {
        if (host == null && authority.parseServerName(block, offset, length)) {
            host = authority.host();
            port = serverPort > 0 ? serverPort : -1;
        }
    }

    /** Leaves out the port that the scheme has anyway: 443 for https, 80 for http. */
    public void dropDefaultPort(boolean secure) {
        if (port == (secure ? 443 : 80)) {
            port = -1;
        }
    }
}
