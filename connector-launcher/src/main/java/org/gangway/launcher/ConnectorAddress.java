package org.gangway.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.UnixSocketConnector;
import org.gangway.launcher.process.Identity;

/** The address of a connector, from before its start to after its end. Thread-safe. */
final class ConnectorAddress {
    /** The first port that needs no root. */
    private static final int FREE_PORTS = 1024;

    private final ListenAddress address;
    private final AbstractConnector connector;

    /**
     * @param address what the command line says
     * @param connector what listens there
     */
    ConnectorAddress(ListenAddress address, AbstractConnector connector) {
        this.address = address;
        this.connector = connector;
    }

    /**
     * Finds out whether it can be had, before a long deployment. No client can connect yet.
     *
     * @throws IOException if it can't
     */
    void tryTake() throws IOException {
        if (address instanceof ListenAddress.UnixSocket && connector instanceof UnixSocketConnector unix) {
            unix.open();
        } else if (address instanceof ListenAddress.Tcp tcp
                && connector instanceof ServerConnector tcpConnector
                && !tcpConnector.isOpen()) {
            // To listen, if only for a moment, would lose whoever connects.
            try (SocketChannel silent = SocketChannel.open()) {
                silent.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                silent.bind(new InetSocketAddress(tcp.host(), tcp.port()));
            }
        }
    }

    /**
     * Takes what only root may, and is root no more: nothing of an application has been touched yet.
     *
     * @param identity whom the process becomes
     * @throws UserError if that isn't possible; the address is given up then
     */
    void takeAndBecome(Identity identity) throws UserError {
        try {
            tryTake();
            if (connector instanceof UnixSocketConnector unix) {
                unix.handOver(identity.uid(), identity.gid());
            } else if (connector instanceof ServerConnector tcp && tcp.getPort() > 0 && tcp.getPort() < FREE_PORTS) {
                tcp.open();
            }
        } catch (IOException e) {
            giveUp();
            throw address.refused(e);
        }
        try {
            identity.become();
        } catch (IOException e) {
            giveUp();
            throw cannotBecome(e);
        }
    }

    /**
     * Explains why the process stays root's.
     *
     * @param failure what the system says
     * @return the error
     */
    static UserError cannotBecome(IOException failure) {
        return UserError.failed(failure.getMessage() + "; start it as that user, without --user", failure);
    }

    /** Lets others have it, unless the connector is started: that lets go of it when it stops. */
    void giveUp() {
        if (connector instanceof UnixSocketConnector unix) {
            unix.close();
        } else if (connector instanceof ServerConnector tcp && !tcp.isRunning()) {
            tcp.close();
        }
    }

    /** The address with the real port. */
    @Override
    public String toString() {
        if (address instanceof ListenAddress.Tcp tcp && connector instanceof ServerConnector tcpConnector) {
            return new ListenAddress.Tcp(tcp.host(), tcpConnector.getLocalPort()).toString();
        }
        return address.toString();
    }
}
