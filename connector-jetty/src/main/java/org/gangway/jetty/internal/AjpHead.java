package org.gangway.jetty.internal;

import org.gangway.ajp.AjpRequest;
import org.gangway.ajp.ForwardRequest;
import org.gangway.jetty.settings.AjpSettings;
import org.gangway.request.BodyLength;

/** An AJP request: its FORWARD_REQUEST as bytes, and what that says. */
final class AjpHead implements Head {
    private final ForwardRequest forwarded;
    private final AjpRequest request;
    private final AjpWire wire;
    private final Exchange exchange;

    AjpHead(AjpSettings settings, ConnectorState state) {
        this.forwarded = new ForwardRequest(settings.getRequestLimits());
        this.request = new AjpRequest(
                settings.getRequestLimits(),
                settings.getTrustPolicy(),
                settings.getScriptNamePolicy(),
                settings.getHeaderPolicy(),
                settings.secret(),
                settings.allowedRequestAttributes(),
                settings.getBodyPackets());
        this.wire = new AjpWire(state, request, settings.getPacketSize());
        this.exchange = new Exchange(state, this, wire);
    }

    /** What the parser collects the packet in. */
    ForwardRequest forwarded() {
        return forwarded;
    }

    @GuardedBy("connection")
    void begin(AjpSession servedBy, GatewayConnection connection) {
        wire.begin(servedBy);
        exchange.begin(connection);
    }

    Exchange exchange() {
        return exchange;
    }

    /**
     * The request is known.
     *
     * @throws org.gangway.request.GatewayException if it is no good
     */
    @GuardedBy("connection")
    void forward() {
        request.map(forwarded);
        // How far the body reaches the packets tell; it may be longer than Content-Length.
        exchange.headComplete(request.bodyLength() == BodyLength.NONE ? 0 : -1);
        exchange.serve();
    }

    @Override
    public AjpRequest request() {
        return request;
    }

    @Override
    public boolean isHead() {
        return request.isHead();
    }

    @Override
    public long announcedLength() {
        return request.contentLength();
    }

    @Override
    public String objectionToTunnel() {
        return "no web server passes WebSocket on over AJP; use HTTP there (--protocol http or auto), or SCGI with nginx,"
                + " or FastCGI with lighttpd; see gangway conf --help";
    }

    @Override
    public String id() {
        return exchange.getId();
    }

    /** Makes ready for another request. */
    void recycle() {
        exchange.recycle(true);
        request.clear();
    }
}
