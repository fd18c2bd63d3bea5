package org.gangway.ajp;

import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.internal.Authority;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.RequestTarget;

/**
 * Host and port that the client asked for: the authority of an absolute req_uri, else the header field Host, else
 * server_name and server_port. mod_proxy_ajp's server_port is that of its own socket, so it comes last.
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

    /** Looks at one request; the position of Host among the header fields is -1 if there is none. */
    void map(ForwardRequest request, byte[] targetBytes, RequestTarget target, int hostIndex) {
        clear();
        if (target.authorityLength() > 0) {
            read(targetBytes, target.authorityOffset(), target.authorityLength());
        } else if (hostIndex >= 0) {
            read(request.block(), request.valueOffset(hostIndex), request.valueLength(hostIndex));
        } else {
            readServerName(request);
        }
        if (port == (request.isSecure() ? 443 : 80)) {
            port = -1;
        }
    }

    void clear() {
        host = null;
        port = -1;
    }

    private void read(byte[] block, int offset, int length) {
        if (!authority.parse(block, offset, length)) {
            throw new GatewayException(
                    400, "the host is invalid: " + Escaped.text(block, offset, length), Disposition.KEEP);
        }
        host = authority.host();
        port = authority.port();
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
