package org.gangway.ajp;

import org.gangway.request.internal.Authority;
import org.gangway.request.internal.RequestTarget;

/**
 * Host and port that the client asked for: the authority of an absolute req_uri, else the header field Host, else
 * server_name and server_port. mod_proxy_ajp's server_port is that of its own socket, so it comes last. What is empty or can't be used
 * counts as absent.
 */
final class AjpOrigin {
    private final Authority authority = new Authority();
    private String host;
    private int port;

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Takes the value of a header field Host, and returns how many of its bytes count: none if it can't be used. */
    int readHost(byte[] block, int offset, int length) {
        int taken = authority.read(block, offset, length);
        if (taken > 0) {
            host = authority.host();
            port = authority.port();
        }
        return taken;
    }

    /**
     * Looks at a request whose header field Host was read before.
     *
     * @return how many bytes of the target's authority count: none if it has none or it can't be used
     */
    int map(ForwardRequest request, byte[] targetBytes, RequestTarget target) {
        int taken = readHost(targetBytes, target.authorityOffset(), target.authorityLength());
        if (host == null) {
            readServerName(request);
        }
        if (port == (request.isSecure() ? 443 : 80)) {
            port = -1;
        }
        return taken;
    }

    void clear() {
        host = null;
        port = -1;
    }

    private void readServerName(ForwardRequest request) {
        int offset = request.offset(ForwardRequest.SERVER_NAME);
        int length = request.length(ForwardRequest.SERVER_NAME);
        if (length > 0 && authority.parseServerName(request.block(), offset, length)) {
            host = authority.host();
            port = request.serverPort() > 0 ? request.serverPort() : -1;
        }
    }
}
