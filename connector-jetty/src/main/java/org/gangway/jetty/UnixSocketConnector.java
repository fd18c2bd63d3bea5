package org.gangway.jetty;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.Name;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.jetty.internal.AcceptedConnections;
import org.gangway.jetty.internal.AllowedPeers;
import org.gangway.jetty.internal.BoundSocket;
import org.gangway.jetty.internal.Farewell;
import org.gangway.jetty.internal.InheritedSocket;
import org.gangway.jetty.internal.ListeningSocket;
import org.gangway.jetty.internal.SharedSocket;
import org.gangway.jetty.internal.SocketFile;
import org.gangway.jetty.internal.SocketFileAccess;
import org.gangway.jetty.internal.TakenSocket;

/**
 * A connector for a Unix socket, or for the listening socket that a web server passed on as file descriptor 0. It
 * works with any {@link ConnectionFactory}.
 *
 * <p>The socket file has its {@link #setMode mode}, {@link #setOwner owner} and {@link #setGroup group} before a
 * client can see it. A stale file is replaced; the file of a running server is not, unless {@link #setTakeOver} asks
 * for it, and then without a client noticing. Stopping removes the file only if it is still this connector's. On
 * {@link #shutdown()} connections that clients have already queued are served.
 *
 * <p>Set the properties before the start. All failures to take the socket are {@link IOException}s, mostly
 * {@link BindException}s, whose one-line message gives cause and remedy.
 */
@ManagedObject("A connector for a Unix socket or an inherited listening socket")
public class UnixSocketConnector extends AbstractConnector implements Closeable {
    private static final long ACCEPT_PAUSE_NANOS = 100_000_000;

    private final AcceptedConnections connections;
    private final TakenSocket socket = new TakenSocket();
    private Path unixDomainPath;
    private String mode = "0660";
    private String owner;
    private String group;
    private boolean takeOver;
    private boolean inheritChannel;
    private volatile boolean shared;
    private int acceptQueueSize = 511;
    private String allowedPeers;

    /**
     * @param server the server to serve for
     * @param factories the protocols, the default one first
     */
    public UnixSocketConnector(@Name("server") Server server, @Name("factories") ConnectionFactory... factories) {
        this(server, null, null, null, -1, -1, factories);
    }

    /**
     * @param server the server to serve for
     * @param acceptors the number of acceptor threads, or -1 for one; 0 means one, too
     * @param selectors the number of selectors, or -1 for Jetty's choice
     * @param factories the protocols, the default one first
     */
    public UnixSocketConnector(
            @Name("server") Server server,
            @Name("acceptors") int acceptors,
            @Name("selectors") int selectors,
            @Name("factories") ConnectionFactory... factories) {
        this(server, null, null, null, acceptors, selectors, factories);
    }

    /**
     * @param server the server to serve for
     * @param executor runs handlers, acceptors and selectors, or null for the server's
     * @param scheduler runs timeouts, or null for the server's
     * @param bufferPool lends buffers, or null for the server's
     * @param acceptors the number of acceptor threads, or -1 for one; 0 means one, too
     * @param selectors the number of selectors, or -1 for Jetty's choice
     * @param factories the protocols, the default one first
     */
    @SuppressWarnings("this-escape")
    public UnixSocketConnector(
            @Name("server") Server server,
            @Name("executor") Executor executor,
            @Name("scheduler") Scheduler scheduler,
            @Name("bufferPool") ByteBufferPool bufferPool,
            @Name("acceptors") int acceptors,
            @Name("selectors") int selectors,
            @Name("factories") ConnectionFactory... factories) {
        super(server, executor, scheduler, bufferPool, Math.max(1, acceptors), factories);
        connections = new AcceptedConnections(this, selectors, this::onEndPointOpened, this::onEndPointClosed);
        installBean(connections, true);
    }

    /**
     * Where file descriptor 0 listens. Others may reach a TCP address, see {@link AllowedClients#areNeededAt}.
     *
     * @return the address, or null if file descriptor 0 is no listening socket
     * @throws IOException if the system can't tell
     */
    public static SocketAddress inheritedAddress() throws IOException {
        return System.inheritedChannel() instanceof ServerSocketChannel channel ? channel.getLocalAddress() : null;
    }

    /**
     * Takes the socket without showing it to clients yet, so that a wrong path or a name in use is found before a long
     * deployment. Starting does it, if it was not done before.
     *
     * @throws IOException if the socket can't be taken; the message gives cause and remedy
     */
    public void open() throws IOException {
        if (socket.isTaken()) {
            return;
        }
        AllowedPeers allowed = allowedPeers == null ? null : new AllowedPeers(allowedPeers);
        ListeningSocket opened;
        if (inheritChannel) {
            opened = shared ? SharedSocket.open(() -> !shared) : InheritedSocket.open();
        } else {
            SocketFileAccess access = new SocketFileAccess(SocketFileAccess.permissions(mode), owner, group);
            opened = BoundSocket.open(new SocketFile(unixDomainPath, access, takeOver), acceptQueueSize);
        }
        connections.listensOn(opened.address(), allowed);
        socket.take(opened);
    }

    /**
     * Lets another user, whom root is about to become, show and remove what {@link #open()} took.
     *
     * @param user the number of the user
     * @param group the number of the user's group
     * @throws IOException if the system doesn't allow it
     */
    public void handOver(int user, int group) throws IOException {
        socket.handOver(user, group);
    }

    /** Gives up what {@link #open()} took, if no start followed; a started connector is stopped instead. */
    @Override
    public void close() {
        if (!isRunning()) {
            socket.discard();
        }
    }

    @Override
    protected void doStart() throws Exception {
        getBeans(SelectorManager.SelectorManagerListener.class).forEach(connections::addEventListener);
        try {
            open();
            super.doStart();
            socket.publish();
        } catch (Exception e) {
            // Ends the acceptors, also those that come to run only now; the rest ends with the stop.
            CompletableFuture<Void> unused = super.shutdown();
            socket.discard();
            throw e;
        }
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        if (!socket.isTaken() || isShutdown()) {
            return super.shutdown();
        }
        socket.withdraw(acceptorsAtWork(), connections::take);
        connections.awaitOpened();
        CompletableFuture<Void> done = super.shutdown();
        socket.close();
        Farewell.to(this);
        return done;
    }

    @Override
    protected void doStop() throws Exception {
        if (!isShutdown()) {
            socket.withdraw(acceptorsAtWork(), IO::close);
        }
        super.doStop();
        socket.discard();
        getBeans(SelectorManager.SelectorManagerListener.class).forEach(connections::removeEventListener);
    }

    private int acceptorsAtWork() {
        return isAccepting() ? getAcceptors() : 0;
    }

    /** Jetty would interrupt them, and an interrupt closes a listening channel together with its queue. */
    @Override
    protected void interruptAcceptors() {
        socket.release();
        if (!isAccepting()) {
            super.interruptAcceptors();
        }
    }

    @Override
    public void setAccepting(boolean accepting) {
        super.setAccepting(accepting);
        socket.wakeup();
    }

    @Override
    protected void accept(int acceptorID) throws IOException {
        SocketChannel channel = socket.accept();
        if (channel != null) {
            connections.take(channel);
        }
        if (isShutdown()) {
            connections.awaitOpened();
        }
    }

    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
        if (!isRunning() || !socket.isOpen()) {
            LOG.debug("acceptor of {} ends", this, failure);
            return false;
        }
        LOG.warn("can't accept on {}: {}; trying on (too many open files: raise ulimit -n)", this, failure.toString());
        LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
        return true;
    }

    /** {@return the address that clients connect to, or null while not open} */
    public SocketAddress getLocalSocketAddress() {
        return socket.address();
    }

    @Override
    public Object getTransport() {
        return socket.channel();
    }

    /** {@return where the socket file is, or null} */
    public Path getUnixDomainPath() {
        return unixDomainPath;
    }

    /**
     * Says where clients find the socket.
     *
     * @param path at most 107 bytes, in an existing directory that this process may write to
     */
    public void setUnixDomainPath(Path path) {
        unixDomainPath = path;
    }

    /**
     * The same as {@link #setUnixDomainPath(Path)}, for Jetty XML.
     *
     * @param path at most 107 bytes
     */
    public void setUnixDomainPath(String path) {
        unixDomainPath = Path.of(path);
    }

    /** {@return the octal mode of the socket file} */
    @ManagedAttribute(value = "The octal mode of the socket file", readonly = true)
    public String getMode() {
        return mode;
    }

    /**
     * Says who may connect: on Linux, those who may write to the file.
     *
     * @param mode octal, 0000 to 0777; 0660 unless set
     * @throws IllegalArgumentException if it isn't
     */
    public void setMode(String mode) {
        SocketFileAccess.permissions(mode);
        this.mode = mode;
    }

    /** {@return the owner that the socket file gets, or null} */
    @ManagedAttribute(value = "The owner of the socket file", readonly = true)
    public String getOwner() {
        return owner;
    }

    /**
     * Gives the socket file to a user, which only root may.
     *
     * @param owner a name or a number, or null to leave it with the user of this process
     */
    public void setOwner(String owner) {
        this.owner = owner;
    }

    /** {@return the group that the socket file gets, or null} */
    @ManagedAttribute(value = "The group of the socket file", readonly = true)
    public String getGroup() {
        return group;
    }

    /**
     * Gives the socket file to a group, usually the web server's; root may, and a member of the group.
     *
     * @param group a name or a number, or null to leave it as the system sets it
     */
    public void setGroup(String group) {
        this.group = group;
    }

    /** {@return whether the place of a running server is taken} */
    @ManagedAttribute(value = "Whether the place of a running server is taken", readonly = true)
    public boolean isTakeOver() {
        return takeOver;
    }

    /**
     * Takes the place of a running server at the same path without losing a connection: new clients reach this
     * connector from the start on, the other goes on with what it has until it is stopped.
     *
     * @param takeOver false unless set
     */
    public void setTakeOver(boolean takeOver) {
        this.takeOver = takeOver;
    }

    /** {@return whether file descriptor 0 is used} */
    @ManagedAttribute(value = "Whether the listening socket is file descriptor 0", readonly = true)
    public boolean isInheritChannel() {
        return inheritChannel;
    }

    /**
     * Uses the listening socket that the parent passed on as file descriptor 0 (FastCGI 1.0, section 2.2), Unix or TCP;
     * what is set for a file is then ignored. The descriptor stays open until the process ends, also over a stop.
     *
     * @param inheritChannel false unless set
     */
    public void setInheritChannel(boolean inheritChannel) {
        this.inheritChannel = inheritChannel;
    }

    /** {@return whether processes like this one accept from the inherited socket, too} */
    @ManagedAttribute(value = "Whether processes like this one accept from the inherited socket, too", readonly = true)
    public boolean isShared() {
        return shared;
    }

    /**
     * Says that several processes like this one have the inherited socket, and all say so: it becomes non-blocking, and
     * {@link #shutdown()} leaves its queue to the others. Set to false after the start: nobody is left who would take it.
     *
     * @param shared false unless set
     */
    public void setShared(boolean shared) {
        this.shared = shared;
    }

    /** {@return the length of the accept queue} */
    @ManagedAttribute(value = "The length of the accept queue", readonly = true)
    public int getAcceptQueueSize() {
        return acceptQueueSize;
    }

    /**
     * Sets how many connections may wait to be accepted; the system may allow fewer (net.core.somaxconn).
     *
     * @param acceptQueueSize 511 unless set; 0 is the JDK's choice
     */
    public void setAcceptQueueSize(int acceptQueueSize) {
        this.acceptQueueSize = acceptQueueSize;
    }

    /** {@return the list of those who may connect, or null} */
    @ManagedAttribute(value = "The users and @groups whose processes may connect", readonly = true)
    public String getAllowedPeers() {
        return allowedPeers;
    }

    /**
     * Limits who may connect over the Unix socket, by user and effective group of the process; others are cut off at once.
     *
     * @param allowedPeers names or numbers, {@code www-data,@nginx}; null for no limit but the file's mode
     */
    public void setAllowedPeers(String allowedPeers) {
        this.allowedPeers = allowedPeers;
    }

    @Override
    public String toString() {
        Object place = socket.isTaken() ? socket : inheritChannel ? "fd 0" : unixDomainPath;
        return super.toString() + "{" + place + ", mode " + mode + "}";
    }
}
