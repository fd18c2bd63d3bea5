package org.gangway.jetty.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.gangway.jetty.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP connection that isn't served: closed at once if its peer isn't allowed; else it is one too many, and its first
 * request gets 503.
 */
public final class RefusedHttp extends AbstractConnection implements Connection.UpgradeTo {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedHttp.class);
    private static final byte[] UNAVAILABLE = answer("503 Service Unavailable");

    private final GatewaySettings settings;
    private final String objection;
    private boolean asked;
    private boolean answered;

    /**
     * @param settings the settings of the protocol
     * @param connector where the connection was accepted
     * @param endPoint the transport
     * @param objection why the peer isn't served at all, or null
     */
    public RefusedHttp(GatewaySettings settings, Connector connector, EndPoint endPoint, String objection) {
        super(endPoint, connector.getExecutor());
        this.settings = settings;
        this.objection = objection;
    }

    /** The last answer on a connection, without a body. */
    static byte[] answer(String status) {
        return ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        asked = true;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (objection != null) {
            LOG.warn("HTTP/1.1 {}: {}; closing", HttpEndPoint.peer(getEndPoint()), objection);
            getEndPoint().close();
        } else if (asked) {
            answer();
        } else {
            fillInterested();
        }
    }

    @Override
    public void onFillable() {
        ByteBuffer dropped = BufferUtil.allocate(getInputBufferSize());
        try {
            int filled;
            do {
                BufferUtil.clear(dropped);
                filled = getEndPoint().fill(dropped);
                asked |= filled > 0;
            } while (filled > 0);
            if (filled < 0) {
                getEndPoint().close();
            } else if (asked && !answered) {
                answer();
            } else {
                fillInterested();
            }
        } catch (IOException x) {
            getEndPoint().close(x);
        }
    }

    /** What still comes is read for a while, so that no reset destroys the answer. */
    private void answer() {
        answered = true;
        LOG.info(
                "HTTP/1.1 {}: a request gets 503: over {} connections (maxConnections)",
                HttpEndPoint.peer(getEndPoint()),
                settings.getMaxConnections());
        getEndPoint().setIdleTimeout(Math.max(1, settings.getLingerTimeout()));
        getEndPoint()
                .write(
                        Callback.from(
                                () -> {
                                    getEndPoint().shutdownOutput();
                                    fillInterested();
                                },
                                x -> getEndPoint().close(x)),
                        ByteBuffer.wrap(UNAVAILABLE));
    }
}
