package org.gangway.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.gangway.jetty.internal.SocketFile;
import org.gangway.jetty.internal.SocketFileAccess;
import org.gangway.launcher.process.Identity;
import org.gangway.launcher.process.ListeningDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket of a supervisor, which its workers find at their file descriptor 0; it accepts nothing itself. Not
 * thread-safe.
 */
final class SupervisedSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedSocket.class);
    private static final int BACKLOG = 511;

    private final ListenAddress address;
    private final SocketFile file;
    private final ServerSocketChannel channel;

    private SupervisedSocket(ListenAddress address, SocketFile file, ServerSocketChannel channel) {
        this.address = address;
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes an address; a Unix socket can't be seen yet.
     *
     * @param address where to listen
     * @return the socket
     * @throws UserError if it can't be taken
     */
    static SupervisedSocket open(ListenAddress address) throws UserError {
        try {
            if (address instanceof ListenAddress.UnixSocket unix) {
                SocketFileAccess access =
                        new SocketFileAccess(SocketFileAccess.permissions(unix.mode()), unix.owner(), unix.group());
                SocketFile file = new SocketFile(unix.path(), access, unix.takeOver());
                ServerSocketChannel channel = ListeningDescriptor.putAtStandardInput(() -> file.bind(BACKLOG));
                return new SupervisedSocket(address, file, channel);
            }
            if (address instanceof ListenAddress.Tcp tcp) {
                ServerSocketChannel channel = ListeningDescriptor.putAtStandardInput(() -> bind(tcp));
                int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
                return new SupervisedSocket(new ListenAddress.Tcp(tcp.host(), port), null, channel);
            }
            // It is there already.
            return new SupervisedSocket(address, null, null);
        } catch (IOException e) {
            throw address.refused(e);
        }
    }

    private static ServerSocketChannel bind(ListenAddress.Tcp tcp) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.socket().setReuseAddress(true);
            return channel.bind(new InetSocketAddress(tcp.host(), tcp.port()), BACKLOG);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Lets another user, whom root is about to become, publish and remove it.
     *
     * @param identity the user
     * @throws IOException if the system doesn't allow it
     */
    void handOver(Identity identity) throws IOException {
        if (file != null) {
            file.handOver(identity.uid(), identity.gid());
        }
    }

    /**
     * Lets clients find it.
     *
     * @throws UserError if the place is taken by now
     */
    void publish() throws UserError {
        if (file != null) {
            try {
                file.publish();
            } catch (IOException e) {
                throw address.refused(e);
            }
        }
    }

    /**
     * Where clients find it.
     *
     * @return the address, with the real port
     */
    ListenAddress address() {
        return address;
    }

    /** Hides it from new clients and lets go of it: what is queued is the workers' now. Does nothing the second time. */
    @Override
    public void close() {
        if (file != null) {
            file.withdraw();
        }
        if (channel != null && channel.isOpen()) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("Closing {}", address, e);
            }
            ListeningDescriptor.release();
        }
    }
}
