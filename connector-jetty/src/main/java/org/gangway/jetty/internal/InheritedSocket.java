package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket, Unix or TCP, that the parent process passed on as file descriptor 0 (FastCGI 1.0, 2.2).
 *
 * <p>It belongs to the parent and perhaps to siblings, so three things are never done: its file is not touched, it is
 * not made non-blocking (that would hold for the siblings too), and it is not closed: the JDK points descriptors 0, 1
 * and 2 at /dev/null when it closes, and the last log lines would be lost. It goes with the process.
 *
 * <p>Acceptors therefore block in accept. To bring them back on shutdown, the socket is connected to from here, once
 * for each acceptor; the accept queue is first in, first out, so what clients had queued before comes first.
 */
public final class InheritedSocket implements ListeningSocket {
    private static final Logger LOG = LoggerFactory.getLogger(InheritedSocket.class);
    private static final long DRAIN_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 20;

    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Semaphore returned = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile SocketAddress marker;

    private InheritedSocket(ServerSocketChannel channel, SocketAddress address) {
        this.channel = channel;
        this.address = address;
    }

    /**
     * Takes over file descriptor 0.
     *
     * @return the socket
     * @throws IOException if it isn't a listening socket; the message says what it is and what to do
     */
    public static InheritedSocket open() throws IOException {
        ServerSocketChannel server = channel("have this program started as a FastCGI process (Apache mod_fcgid,"
                + " lighttpd bin-path, spawn-fcgi), or give it a socket path or a port");
        if (!server.isOpen()) {
            throw new BindException("file descriptor 0 was closed by an earlier stop; restart the process");
        }
        return new InheritedSocket(server, server.getLocalAddress());
    }

    /** What listens on file descriptor 0; if nothing does, the message says what it is, and the remedy. */
    static ServerSocketChannel channel(String remedy) throws IOException {
        Channel inherited = System.inheritedChannel();
        if (inherited instanceof ServerSocketChannel server) {
            return server;
        }
        throw new BindException("file descriptor 0 is " + describe(inherited) + ", not a listening socket: " + remedy);
    }

    @Override
    public ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public void publish() {
        // The parent did.
    }

    @Override
    public SocketChannel accept() throws IOException {
        if (released.getCount() == 0) {
            return null;
        }
        SocketChannel accepted;
        waiting.incrementAndGet();
        try {
            accepted = channel.accept();
        } catch (AsynchronousCloseException e) {
            return null;
        } catch (ClosedChannelException e) {
            LOG.debug("fd 0 is closed", e);
            return null;
        } finally {
            waiting.decrementAndGet();
        }
        SocketAddress expected = marker;
        if (expected == null || !expected.equals(accepted.getRemoteAddress())) {
            return accepted;
        }
        accepted.close();
        returned.release();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    @Override
    public void wakeup() {
        // A blocked accept can't be left without closing the channel.
    }

    @Override
    public void withdraw() {
        // The file is the parent's.
    }

    @Override
    public void drain(int acceptors, Consumer<SocketChannel> taker) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
        Path directory = null;
        try {
            boolean unix = address instanceof UnixDomainSocketAddress;
            directory = unix ? Files.createTempDirectory("gw") : null;
            // Those that wait here may be more: of a pause a blocked accept hears only with its next connection.
            int missing = Math.max(acceptors, waiting.get());
            while (missing > 0 && System.nanoTime() < end) {
                // Repeated, because a sibling may take it; it sees a client that says nothing and goes.
                knock(directory);
                if (returned.tryAcquire(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    missing--;
                }
            }
        } catch (IOException e) {
            LOG.debug("can't connect to fd 0 at {}", address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            delete(directory);
        }
    }

    @Override
    public void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
        if (waiting.get() == 0) {
            return;
        }
        LOG.info("closing file descriptor 0 ({}); standard output and error end with it", address);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing fd 0", e);
        }
    }

    @Override
    public String toString() {
        return "fd 0: " + address;
    }

    /** Connects once, from an address by which {@link #accept()} knows the connection. */
    private void knock(Path directory) throws IOException {
        SocketAddress target = address;
        SocketAddress source;
        if (address instanceof InetSocketAddress inet) {
            if (inet.getAddress().isAnyLocalAddress()) {
                String loopback = inet.getAddress().getAddress().length == 4 ? "127.0.0.1" : "::1";
                target = new InetSocketAddress(loopback, inet.getPort());
            }
            source = new InetSocketAddress(((InetSocketAddress) target).getAddress(), 0);
        } else {
            source = UnixDomainSocketAddress.of(directory.resolve("m"));
        }
        try (SocketChannel client =
                directory == null ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.bind(source);
            if (directory != null) {
                Files.delete(directory.resolve("m"));
            }
            marker = client.getLocalAddress();
            client.configureBlocking(false);
            client.connect(target);
            if (directory == null) {
                finish(client);
            }
        }
    }

    private static void finish(SocketChannel client) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        while (!client.finishConnect() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void delete(Path directory) {
        if (directory != null) {
            try {
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                LOG.debug("can't remove {}", directory, e);
            }
        }
    }

    private static String describe(Channel inherited) {
        if (inherited instanceof SocketChannel connected) {
            String peer;
            try {
                peer = String.valueOf(connected.getRemoteAddress());
            } catch (IOException e) {
                peer = "";
            }
            return "a connected socket" + (peer.isEmpty() ? "" : " (peer " + peer + ")")
                    + ", as a CGI or inetd program gets it";
        }
        if (inherited instanceof DatagramChannel) {
            return "a datagram socket";
        }
        String file;
        try {
            file = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "closed or unreadable";
        }
        // The JVM's own first file gets the number when it is free at the start.
        if (file.startsWith(System.getProperty("java.home"))) {
            return "closed";
        }
        if (file.startsWith("pipe:")) {
            return "a pipe";
        }
        return file.startsWith("socket:") ? "a socket of an unknown kind" : "the file " + file;
    }
}
