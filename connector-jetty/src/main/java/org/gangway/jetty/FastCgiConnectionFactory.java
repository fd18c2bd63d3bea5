package org.gangway.jetty;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.Name;
import org.gangway.fastcgi.RecordType;
import org.gangway.jetty.internal.FastCgiSessions;
import org.gangway.jetty.internal.PerConnector;
import org.gangway.jetty.settings.FastCgiSettings;

/**
 * Makes FastCGI connections, for a {@link org.eclipse.jetty.server.ServerConnector}, a {@link UnixSocketConnector} or
 * Jetty's own {@code UnixDomainServerConnector}.
 *
 * <pre>{@code
 * <New class="org.gangway.jetty.FastCgiConnectionFactory">
 *   <Arg><Ref refid="httpConfig"/></Arg>
 * </New>
 * }</pre>
 */
@ManagedObject("Makes FastCGI connections")
public class FastCgiConnectionFactory extends GatewayConnectionFactory implements FastCgiSettings {
    /** The name of the protocol. */
    public static final String PROTOCOL = "fcgi/1.0";

    @SuppressWarnings("this-escape") // it is only kept until a connection is made
    private final PerConnector<FastCgiSessions> sessions =
            new PerConnector<>(connector -> new FastCgiSessions(this, connector));

    private boolean multiplexing = true;
    private int maxRequestsPerConnection = 64;
    private int maxAnswerBytes = 64 * 1024;
    private long maxBufferedBytes = 1024 * 1024;
    private long maxBufferedBytesOfConnector = 64 * 1024 * 1024;
    private boolean stderr;
    private boolean padding = true;

    /** Makes a factory with a default {@link HttpConfiguration}. */
    public FastCgiConnectionFactory() {
        this(new HttpConfiguration());
    }

    /**
     * @param httpConfiguration what Jetty does with the requests
     */
    public FastCgiConnectionFactory(@Name("config") HttpConfiguration httpConfiguration) {
        super(PROTOCOL, httpConfiguration);
    }

    /**
     * @return whether a connection serves several requests at a time
     */
    @Override
    @ManagedAttribute(value = "Whether a connection serves several requests at a time", readonly = true)
    public boolean isMultiplexing() {
        return multiplexing;
    }

    /**
     * @param multiplexing whether a connection serves several requests at a time (FCGI_MPXS_CONNS). If not, a second
     *     request gets CANT_MPX_CONN
     */
    public void setMultiplexing(boolean multiplexing) {
        this.multiplexing = multiplexing;
    }

    /**
     * @return the most requests at a time on one connection
     */
    @Override
    @ManagedAttribute(value = "The most requests at a time on one connection", readonly = true)
    public int getMaxRequestsPerConnection() {
        return maxRequestsPerConnection;
    }

    /**
     * @param count the most requests at a time on one connection, at least 1 (FCGI_MAX_REQS, which HAProxy takes for a
     *     limit per connection); one more gets a 503
     */
    public void setMaxRequestsPerConnection(int count) {
        Limit.MAX_REQUESTS_PER_CONNECTION.check(count);
        maxRequestsPerConnection = count;
    }

    /**
     * @return the most bytes of answers that wait for the peer to read
     */
    @Override
    @ManagedAttribute(value = "The most bytes of answers that wait for the peer to read", readonly = true)
    public int getMaxAnswerBytes() {
        return maxAnswerBytes;
    }

    /**
     * @param bytes the most bytes of answers to management records and to requests that aren't begun that wait for the
     *     peer to read, on one connection, at least 1024; by default 64 KiB. A peer that sends on and reads none is
     *     disconnected
     */
    public void setMaxAnswerBytes(int bytes) {
        Limit.MAX_ANSWER_BYTES.check(bytes);
        maxAnswerBytes = bytes;
    }

    /**
     * @return the most bytes of bodies that wait to be read, on one connection
     */
    @Override
    @ManagedAttribute(value = "The most bytes of bodies that wait to be read, on one connection", readonly = true)
    public long getMaxBufferedBytes() {
        return maxBufferedBytes;
    }

    /**
     * @param bytes the most bytes of bodies that wait to be read by the requests that share a connection, at least 1; by
     *     default 1 MiB. Beyond, nothing more is read from the connection until one of them reads. A connection with
     *     more than so many bytes of heads that are not complete, and more than one head may have, is closed
     */
    public void setMaxBufferedBytes(long bytes) {
        Limit.MAX_BUFFERED_BYTES.check(bytes);
        maxBufferedBytes = bytes;
    }

    /**
     * @return the most bytes of bodies that wait to be read, on all connections of a connector
     */
    @Override
    @ManagedAttribute(value = "The most bytes of bodies that wait to be read, on all connections", readonly = true)
    public long getMaxBufferedBytesOfConnector() {
        return maxBufferedBytesOfConnector;
    }

    /**
     * @param bytes the most bytes of bodies that wait to be read, on all connections of a connector together, at least
     *     1; by default 64 MiB. Heads that are not complete count, too. Beyond, a connection that holds more than 64 KiB
     *     is closed when it brings more; beyond twice as much, each one that holds more than 4 KiB
     */
    public void setMaxBufferedBytesOfConnector(long bytes) {
        Limit.MAX_BUFFERED_BYTES_OF_CONNECTOR.check(bytes);
        maxBufferedBytesOfConnector = bytes;
    }

    /**
     * @return whether the web server is told on STDERR why a request failed
     */
    @Override
    @ManagedAttribute(value = "Whether the web server is told on STDERR why a request failed", readonly = true)
    public boolean isStderr() {
        return stderr;
    }

    /**
     * @param stderr whether the web server is told on STDERR why a request was refused or failed, for its error log.
     *     Off by default: HAProxy 2.6 dies of STDERR records
     */
    public void setStderr(boolean stderr) {
        this.stderr = stderr;
    }

    /**
     * @return whether records of STDOUT are padded to a multiple of 8 bytes
     */
    @Override
    @ManagedAttribute(value = "Whether records of STDOUT are padded to a multiple of 8 bytes", readonly = true)
    public boolean isPadding() {
        return padding;
    }

    /**
     * @param padding whether records of STDOUT are padded to a multiple of 8 bytes, as the specification recommends
     *     (section 3.3). False is for Jetty's FastCGI client and proxy (jetty-fcgi-proxy 12.1.10), which stop reading
     *     when what they have read ends exactly with padding
     */
    public void setPadding(boolean padding) {
        this.padding = padding;
    }

    @Override
    public Detection detect(ByteBuffer buffer) {
        if (buffer.remaining() < 2) {
            return buffer.hasRemaining() && buffer.get(buffer.position()) != 1
                    ? Detection.NOT_RECOGNIZED
                    : Detection.NEED_MORE_BYTES;
        }
        int type = buffer.get(buffer.position() + 1);
        boolean first = type == RecordType.BEGIN_REQUEST.code() || type == RecordType.GET_VALUES.code();
        return buffer.get(buffer.position()) == 1 && first ? Detection.RECOGNIZED : Detection.NOT_RECOGNIZED;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(sessions.of(connector).newConnection(endPoint), connector, endPoint);
    }
}
