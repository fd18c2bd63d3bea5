package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.forwarded.ProxyHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport of an HTTP connection, which watches how long the head of a request takes, and knows what the PROXY
 * protocol told. Jetty's idle timeout begins anew with each byte. Thread-safe.
 */
public final class HttpEndPoint extends ProxyConnectionFactory.ProxyEndPoint {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEndPoint.class);
    private static final byte[] TIMEOUT = RefusedHttp.answer("408 Request Timeout");

    private static final SocketAddress UNNAMED = InetSocketAddress.createUnresolved("localhost", 80);

    private final ProxyHeader header;
    private final AbstractConnector connector;
    private final long headTimeout;
    private final Complaints complaints = new Complaints();
    private Connection http;
    private boolean serving;
    private boolean headBegun;
    private long headSince;
    private Scheduler.Task timer;

    /**
     * @param endPoint the transport
     * @param header what the PROXY protocol told, or null
     * @param connector where it was accepted
     * @param headTimeout how many milliseconds the head of a request may take
     */
    public HttpEndPoint(EndPoint endPoint, ProxyHeader header, Connector connector, long headTimeout) {
        super(
                endPoint,
                isTold(header) ? header.destination() : named(endPoint.getLocalSocketAddress()),
                isTold(header) ? header.source() : endPoint.getRemoteSocketAddress());
        this.header = header;
        this.connector = (AbstractConnector) connector;
        this.headTimeout = headTimeout;
    }

    /** Jetty would take the path of a Unix socket for the host of a request that names none. */
    private static SocketAddress named(SocketAddress address) {
        return address instanceof InetSocketAddress ? address : UNNAMED;
    }

    private static boolean isTold(ProxyHeader header) {
        return header != null && header.source() != null;
    }

    /** The transport of a connection, or null if it isn't one of these. */
    static HttpEndPoint of(ConnectionMetaData metaData) {
        return metaData.getConnection().getEndPoint() instanceof HttpEndPoint endPoint ? endPoint : null;
    }

    /**
     * @param connection what speaks HTTP here, until it is upgraded to something else
     */
    public void serves(Connection connection) {
        http = connection;
    }

    /** Whether the connection began with the PROXY protocol. */
    boolean hasProxyHeader() {
        return header != null;
    }

    /** Whether the PROXY protocol told that the client speaks TLS. */
    boolean isClientSecure() {
        return header != null && header.secure();
    }

    /** Tells the log why a request is refused; not too often. */
    void inform(String what) {
        switch (complaints.next()) {
            case LOGGED -> LOG.info("HTTP/1.1 {}: {}", peer(), what);
            case LAST ->
                LOG.info(
                        "HTTP/1.1 {}: {}; for a minute, what else is wrong on this connection is logged at DEBUG",
                        peer(),
                        what);
            case DEBUG -> LOG.debug("HTTP/1.1 {}: {}", peer(), what);
        }
    }

    private Object peer() {
        return peer(unwrap());
    }

    /** The peer of a transport, for the log. */
    static Object peer(EndPoint endPoint) {
        SocketAddress address = endPoint.getRemoteSocketAddress();
        return address == null || address.toString().isEmpty() ? endPoint.getLocalSocketAddress() : address;
    }

    /** Jetty sets the time of rest after a request, also where it has shortened that to be rid of the connection. */
    @Override
    public void setIdleTimeout(long milliseconds) {
        super.setIdleTimeout(connector.isShutdown() ? connector.getShutdownIdleTimeout() : milliseconds);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        filled(filled);
        return filled;
    }

    /** What comes while no request is served is of the next head. Only one that doesn't come at once needs a timer. */
    private synchronized void filled(int bytes) {
        if (serving || getConnection() != http) {
            return;
        }
        if (bytes > 0 && !headBegun) {
            headBegun = true;
            headSince = NanoTime.now();
        } else if (bytes == 0 && headBegun && timer == null) {
            long rest = Math.max(0, headTimeout - NanoTime.millisSince(headSince));
            timer = connector.getScheduler().schedule(this::headTimedOut, rest, TimeUnit.MILLISECONDS);
        }
    }

    /** The head of a request is complete. */
    synchronized void begin() {
        serving = true;
        headBegun = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The request is over, and its body is read. */
    synchronized void end() {
        serving = false;
        headBegun = false;
    }

    private void headTimedOut() {
        synchronized (this) {
            if (serving || timer == null || getConnection() != http) {
                return;
            }
        }
        if (isOpen()) {
            inform("a request gets 408: its head was not complete after " + headTimeout + " ms (headTimeout)");
            write(Callback.from(this::close), ByteBuffer.wrap(TIMEOUT));
        }
    }
}
