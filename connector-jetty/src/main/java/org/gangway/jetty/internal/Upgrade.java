package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.gangway.jetty.settings.GatewaySettings;
import org.gangway.request.WebSocketHandshake;
import org.gangway.request.WebSocketPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a request that asks for a WebSocket: a {@link Tunnel}, if the application answers 101 and the web server
 * passes on what follows, else a 501 in the place of the 101. Recycled with its exchange.
 */
final class Upgrade {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

    private final Exchange exchange;
    private final GatewaySettings settings;
    private final Head head;
    private final JettyRequest jetty;
    private final Answer answer;
    private final Wire wire;

    /** What was offered to Jetty, or null: the request asks for nothing. */
    private Tunnel tunnel;

    Upgrade(Exchange exchange, GatewaySettings settings, Head head, JettyRequest jetty, Answer answer, Wire wire) {
        this.exchange = exchange;
        this.settings = settings;
        this.head = head;
        this.jetty = jetty;
        this.answer = answer;
        this.wire = wire;
    }

    private GatewayConnection connection() {
        return exchange.connection();
    }

    /** The head is complete. */
    @GuardedBy("connection")
    void headComplete() {
        if (head.request().webSocketHandshake() == WebSocketHandshake.NONE) {
            return;
        }
        boolean off = settings.getWebSocketPolicy() == WebSocketPolicy.OFF;
        tunnel = jetty.offerTunnel(wire, off ? "it is switched off (websocket)" : head.objectionToTunnel());
        if (isOffered()) {
            tunnel.input().open(-1, connection().session().buffered());
        }
    }

    /** Whether the request may become a tunnel: then what comes behind its head is for that. */
    @GuardedBy("connection")
    boolean isOffered() {
        return tunnel != null && tunnel.objection() == null;
    }

    /** What the web server sends behind the head: what the tunnel reads, or the body. */
    @GuardedBy("connection")
    RequestBody inbound(RequestBody body) {
        return isOffered() ? tunnel.input() : body;
    }

    @GuardedBy("connection")
    void tellOfInput() {
        if (tunnel != null) {
            tunnel.tellOfInput();
        }
    }

    /** The application has made a connection that is to go on here. */
    void send(MetaData.Response response, Callback callback) {
        Connection made = tunnel == null ? null : jetty.upgraded();
        String objection = made == null ? "it is none" : tunnel.objection();
        if (objection == null) {
            tunnel.answer(made);
            answer.send(response, false, null, callback);
        } else {
            jetty.forgetUpgrade();
            tellOfRefusal(objection);
            answer.send(WebSocketRefusal.head(), true, WebSocketRefusal.text(), callback);
        }
    }

    /** Tells the log why, and what to do; not each time. */
    private void tellOfRefusal(String objection) {
        String protocol = settings.getProtocol();
        String path = head.request().path();
        if (connection().state().isRefusedWebSocketTold()) {
            LOG.warn(
                    "{} {}: the WebSocket {} gets 501: {}; for a minute no other is told of",
                    protocol,
                    connection().peer(),
                    path,
                    objection);
        } else {
            LOG.debug(
                    "{} {}: the WebSocket {} gets 501: {}",
                    protocol,
                    connection().peer(),
                    path,
                    objection);
        }
    }

    /** Whether the request is a tunnel now, or was one: for Jetty it is over, and nobody asks its channel any more. */
    boolean isTunnel() {
        return tunnel != null && tunnel.isAnswered();
    }

    /** Whether a tunnel is open. */
    boolean isOpen() {
        return isTunnel() && tunnel.isOpen();
    }

    /** Jetty is done with the request, and the 101 is out. */
    void open() {
        tunnel.open();
    }

    /** The peer is gone, or something failed. */
    void close(Throwable cause) {
        tunnel.close(cause);
    }

    /** The tunnel is closed: this is the end of the request. */
    void end() {
        GatewayConnection endsOn = connection();
        answer.end();
        ByteBuffer end = answer.endBytes(true);
        Runnable done = () -> endsOn.done(exchange, null);
        if (end == null) {
            done.run();
        } else {
            endsOn.output().send(new Packet(end, done, done));
        }
    }

    /** The request is over. */
    @GuardedBy("connection")
    void forget() {
        if (tunnel != null && !tunnel.isAnswered()) {
            tunnel.close();
        }
    }

    /** Makes ready for another request. */
    void recycle() {
        tunnel = null;
    }
}
