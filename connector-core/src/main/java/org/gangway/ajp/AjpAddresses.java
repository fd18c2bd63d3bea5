package org.gangway.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.gangway.request.internal.PeerAddress;
import org.gangway.request.internal.Token;

/**
 * The addresses of client and web server: remote_addr and AJP_REMOTE_PORT, AJP_LOCAL_ADDR and server_port, each as far
 * as it is told.
 */
final class AjpAddresses {
    private final PeerAddress remote = new PeerAddress();
    private final PeerAddress local = new PeerAddress();

    /** The client's; it has the name remote_host, if the web server looked that up. */
    InetSocketAddress remote(ForwardRequest request, AjpAttributes attributes) {
        int length = request.length(ForwardRequest.REMOTE_ADDR);
        InetSocketAddress address = remote.get(
                request.block(),
                length <= 0 ? 0 : request.offset(ForwardRequest.REMOTE_ADDR),
                Math.max(0, length),
                attributes.number(KnownAttribute.AJP_REMOTE_PORT));
        int nameOffset = request.offset(ForwardRequest.REMOTE_HOST);
        int nameLength = request.length(ForwardRequest.REMOTE_HOST);
        if (address.getAddress().isAnyLocalAddress()
                || nameLength <= 0
                || !Token.isToken(request.block(), nameOffset, nameLength)) {
            return address;
        }
        try {
            String name = new String(request.block(), nameOffset, nameLength, ISO_8859_1);
            byte[] bytes = address.getAddress().getAddress();
            return new InetSocketAddress(InetAddress.getByAddress(name, bytes), address.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The web server's, or null if neither address nor port are told. */
    InetSocketAddress local(ForwardRequest request, AjpAttributes attributes) {
        int i = attributes.at(KnownAttribute.AJP_LOCAL_ADDR);
        InetSocketAddress address = local.get(
                request.block(),
                i < 0 ? 0 : request.attributeValueOffset(i),
                i < 0 ? 0 : request.attributeValueLength(i),
                request.serverPort());
        return PeerAddress.isUnknown(address) ? null : address;
    }
}
