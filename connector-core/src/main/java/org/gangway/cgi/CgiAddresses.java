package org.gangway.cgi;

import java.net.InetSocketAddress;
import org.gangway.request.internal.Numbers;
import org.gangway.request.internal.PeerAddress;

/** The addresses of client and web server: REMOTE_ADDR and SERVER_ADDR, each with its port as far as that is told. */
final class CgiAddresses {
    private final PeerAddress remote = new PeerAddress();
    private final PeerAddress local = new PeerAddress();

    InetSocketAddress remote(CgiVariables variables, VariableIndex index) {
        return get(remote, variables, index, Variable.REMOTE_ADDR, Variable.REMOTE_PORT);
    }

    /** The web server's, or null if neither address nor port are told. */
    InetSocketAddress local(CgiVariables variables, VariableIndex index) {
        InetSocketAddress address = get(local, variables, index, Variable.SERVER_ADDR, Variable.SERVER_PORT);
        return PeerAddress.isUnknown(address) ? null : address;
    }

    private static InetSocketAddress get(
            PeerAddress peer, CgiVariables variables, VariableIndex index, Variable address, Variable port) {
        byte[] block = variables.block();
        int i = index.at(address);
        return peer.get(
                block,
                i < 0 ? 0 : variables.valueOffset(i),
                i < 0 ? 0 : variables.valueLength(i),
                port(variables, index, port));
    }

    /** A port, or 0 if it isn't told or is none. */
    static int port(CgiVariables variables, VariableIndex index, Variable variable) {
        int i = index.at(variable);
        return i < 0
                ? 0
                : Math.max(0, Numbers.port(variables.block(), variables.valueOffset(i), variables.valueLength(i)));
    }
}
