package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.gangway.jetty.settings.GatewaySettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of any gateway protocol: its life from the first request to the last byte that is read so that no reset
 * destroys an answer. What is read goes from the {@link InputPump} to the {@link Session}, what is answered from the
 * {@link Exchange} to the {@link OutputQueue}.
 */
final class GatewayConnection extends AbstractConnection implements Connection.UpgradeTo {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayConnection.class);

    private final ConnectorState state;
    private final InputPump pump;
    private final OutputQueue output;
    private final Life life;
    private final ActiveExchanges exchanges;
    private final Session session;
    private final long number = ConnectorState.nextConnectionNumber();

    @GuardedBy("connection")
    private boolean goneTold;

    /** Made for the first; two threads that make one each allow twice as many lines. */
    private volatile Complaints complaints;

    private volatile boolean surplus;
    private boolean counted;

    /**
     * @param state what it has in common with the other connections of its connector
     * @param endPoint the transport
     * @param sessions makes what speaks the protocol
     */
    GatewayConnection(ConnectorState state, EndPoint endPoint, Function<GatewayConnection, Session> sessions) {
        super(endPoint, state.connector().getExecutor());
        this.state = state;
        this.pump = new InputPump(this);
        this.output = new OutputQueue(this);
        this.life = new Life(this);
        this.exchanges = new ActiveExchanges(pump.lock());
        this.session = sessions.apply(this);
    }

    /** {@return the number of the connection, which no other one has} */
    String id() {
        return Long.toString(number);
    }

    AutoLock lock() {
        return pump.lock();
    }

    Life life() {
        return life;
    }

    InputPump pump() {
        return pump;
    }

    OutputQueue output() {
        return output;
    }

    Session session() {
        return session;
    }

    ConnectorState state() {
        return state;
    }

    GatewaySettings settings() {
        return state.settings();
    }

    Connector connector() {
        return state.connector();
    }

    /** The peer, for the log. */
    Object peer() {
        Object address = getEndPoint().getRemoteSocketAddress();
        return address == null || address.toString().isEmpty() ? getEndPoint().getLocalSocketAddress() : address;
    }

    /** Tells the log, with the protocol and the peer; a connection that has too much to tell tells it to DEBUG. */
    void inform(String what) {
        Complaints until = complaints;
        if (until == null) {
            until = new Complaints();
            complaints = until;
        }
        switch (until.next()) {
            case LOGGED -> LOG.info("{} {}: {}", settings().getProtocol(), peer(), what);
            case LAST ->
                LOG.info(
                        "{} {}: {}; for a minute, what else is wrong on this connection is logged at DEBUG",
                        settings().getProtocol(),
                        peer(),
                        what);
            case DEBUG -> LOG.debug("{} {}: {}", settings().getProtocol(), peer(), what);
        }
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        pump.prefill(buffer);
    }

    @Override
    public void onOpen() {
        counted = true;
        surplus = state.opened() > settings().getMaxConnections();
        super.onOpen();
        String objection = settings().objectionTo(getEndPoint());
        if (objection == null) {
            pump.open();
        } else {
            LOG.warn("{} {}: {}; closing", settings().getProtocol(), peer(), objection);
            close(null);
        }
    }

    /** Whether there are more connections than may be served. */
    boolean isSurplus() {
        return surplus;
    }

    /** Refuses what comes on a connection that is one too many. */
    GatewayException surplusRefusal() {
        return new GatewayException(
                503,
                "over " + settings().getMaxConnections() + " connections (maxConnections)",
                Disposition.CLOSE_AFTER_RESPONSE);
    }

    /** A request has begun: what was drained before belongs to others. */
    @GuardedBy("connection")
    void begin(Exchange exchange) {
        assert lock().isHeldByCurrentThread();
        life.requestBegun();
        exchanges.begin(exchange);
    }

    /** The requests that are being served, until their answers are out. */
    @GuardedBy("connection")
    ActiveExchanges exchanges() {
        return exchanges;
    }

    /** Whether an answer is still to be given or on its way. */
    @GuardedBy("connection")
    boolean isBusy() {
        return !exchanges.isEmpty();
    }

    /** Counts input that nobody wants; the input makes no sense if it gets too much. */
    @GuardedBy("connection")
    void drain(int bytes) {
        life.drain(bytes);
    }

    /** What it takes to run a handler. */
    InvocationType handlerType() {
        return connector().getServer().getInvocationType();
    }

    /**
     * Whether the selector's thread reads where no other is free, and hands over what may block. A thread that is woken
     * for the only request of its connection does all of it.
     */
    boolean isReadWithoutThread() {
        return exchanges.begun() > 0 || session.answersAtOnce();
    }

    /** The time of a head is up. */
    void headTimedOut() {
        pump.run(
                () -> {
                    if (life.isServing() && !pump.isShut()) {
                        life.onHeadTimeout();
                    }
                },
                true);
    }

    /** The time that the connection may rest is up, unless there was a request meanwhile. */
    void restTimedOut() {
        boolean over;
        try (AutoLock ignored = lock().lock()) {
            over = life.isRestOver();
        }
        if (over && !sayFarewell()) {
            close(null);
        }
    }

    /**
     * A request is over, as its exchange says once or, where Jetty failed it twice, again.
     *
     * @param failure why its response is not what it should be, or null
     */
    void done(Exchange exchange, Throwable failure) {
        if (failure != null && exchange.end()) {
            session.giveUp(exchange, failure, () -> complete(exchange, false));
        } else {
            complete(exchange, failure == null);
        }
    }

    private void complete(Exchange exchange, boolean success) {
        Session.Next next;
        boolean reusable;
        try (AutoLock ignored = lock().lock()) {
            if (!exchange.complete()) {
                return;
            }
            exchanges.end(exchange);
            next = session.onDone(exchange);
            if (life.isBroken()) {
                next = isBusy() ? Session.Next.KEEP : Session.Next.LINGER;
            }
            reusable = success && exchange.isUnpinned();
            if (reusable) {
                exchange.body().recycle();
            }
        }
        session.release(exchange, reusable);
        switch (next) {
            case KEEP -> rest();
            case CLOSE -> finish(true);
            case LINGER -> finish(false);
        }
    }

    /** A request is over and its answer is out; the connection goes on. */
    private void rest() {
        pump.run(
                () -> {
                    life.rest();
                    if (pump.isShut() && !isBusy() && life.finish(true)) {
                        pump.afterwards(() -> close(null));
                    } else {
                        pump.parse();
                    }
                },
                true);
        if (connector().isShutdown()) {
            sayFarewell();
        }
    }

    /**
     * Asks the web server to close the connection, if it rests and there is a way to ask.
     *
     * @return whether it was asked, and not before in the same rest
     */
    boolean sayFarewell() {
        ByteBuffer farewell;
        try (AutoLock ignored = lock().lock()) {
            farewell = life.isServing() && !isBusy() ? session.farewell() : null;
        }
        if (farewell == null) {
            return false;
        }
        output.send(new Packet(farewell));
        return true;
    }

    /**
     * Closes the connection once its last answer is out.
     *
     * @param inputComplete whether the peer has nothing left to send
     */
    void finish(boolean inputComplete) {
        boolean close;
        try (AutoLock ignored = lock().lock()) {
            if (!life.finish(inputComplete)) {
                return;
            }
            close = life.isClosed();
        }
        if (close) {
            close(null);
        } else {
            getEndPoint().shutdownOutput();
            pump.parseAgain();
        }
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        List<Exchange> idle;
        boolean keep;
        try (AutoLock ignored = lock().lock()) {
            if (connector().isShutdown() && isBusy()) {
                // Jetty shortens the timeout to be rid of resting connections; a request may take what the stop may.
                return false;
            }
            idle = exchanges.pinned();
            keep = life.mayRest();
        }
        for (Exchange exchange : idle) {
            keep |= exchange.endings().onIdleTimeout(timeout);
        }
        if (!keep && !sayFarewell()) {
            close(timeout);
            return true;
        }
        return false;
    }

    /** Closes at once, and tells everybody who waits; no thread of the pool is needed for that. */
    void close(Throwable cause) {
        getEndPoint().close(cause);
        tellGone(cause);
    }

    @Override
    public void onClose(Throwable cause) {
        if (counted) {
            counted = false;
            state.closed();
        }
        tellGone(cause);
        super.onClose(cause);
    }

    private void tellGone(Throwable cause) {
        List<Exchange> gone;
        try (AutoLock ignored = lock().lock()) {
            life.closed();
            if (goneTold) {
                return;
            }
            goneTold = true;
            gone = exchanges.pinned();
        }
        for (Exchange exchange : gone) {
            exchange.endings().onConnectionClosed(cause);
        }
    }

    @Override
    public void onFillable() {
        pump.succeeded();
    }

    /** What Jetty's dumps show of it. */
    @Override
    public String toConnectionString() {
        try (AutoLock ignored = lock().lock()) {
            return String.format(
                    "%s@%d{%s,%s,exchanges=%s,output=%s}",
                    settings().getProtocol(), number, life, pump, exchanges, output.isIdle() ? "idle" : "busy");
        }
    }

    @Override
    public long getMessagesIn() {
        return exchanges.begun();
    }

    @Override
    public long getMessagesOut() {
        return exchanges.ended();
    }

    @Override
    public long getBytesIn() {
        return pump.bytesIn();
    }

    @Override
    public long getBytesOut() {
        return output.bytesOut();
    }
}
