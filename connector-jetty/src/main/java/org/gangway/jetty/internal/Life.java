package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.gangway.jetty.settings.GatewaySettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a connection's life has come, and what its input is worth therefore. A request that arrived whole is answered,
 * whatever nonsense follows it, and no answer is destroyed by a reset because something of the request was not read.
 */
@GuardedBy("connection")
final class Life {
    private static final Logger LOG = LoggerFactory.getLogger(Life.class);

    /** What becomes of the connection. */
    private enum Stage {
        /** It serves. */
        SERVING,
        /** Its input made no sense: what arrived whole is answered, nothing more is read until then. */
        BROKEN,
        /** All answers are out; input is read and dropped. */
        LINGERING,
        /** It is closed. */
        CLOSED
    }

    private final GatewayConnection connection;
    private final Deadlines deadlines;
    private Stage stage = Stage.SERVING;
    private long drained;

    Life(GatewayConnection connection) {
        this.connection = connection;
        this.deadlines = new Deadlines(connection);
    }

    private boolean isLocked() {
        return connection.lock().isHeldByCurrentThread();
    }

    private GatewaySettings settings() {
        return connection.settings();
    }

    private InputPump pump() {
        return connection.pump();
    }

    @Override
    public String toString() {
        return stage.toString();
    }

    boolean isServing() {
        assert isLocked();
        return stage == Stage.SERVING;
    }

    boolean isBroken() {
        assert isLocked();
        return stage == Stage.BROKEN;
    }

    /** A request has begun: what was drained before belongs to others. */
    void requestBegun() {
        assert isLocked();
        drained = 0;
    }

    /** Counts input that nobody wants; the input makes no sense if it gets too much. */
    void drain(int bytes) {
        assert isLocked();
        drained += bytes;
        if (drained > settings().getMaxDrainBytes()) {
            throw new GatewayException(
                    413,
                    "over " + settings().getMaxDrainBytes() + " bytes that no request wants (maxDrainBytes)",
                    Disposition.CLOSE_NOW);
        }
    }

    /** Takes what was read. What it throws breaks the connection. */
    void take(ByteBuffer input) {
        assert isLocked();
        switch (stage) {
            case SERVING -> connection.session().parse(input);
            case BROKEN, LINGERING, CLOSED -> input.position(input.limit());
        }
    }

    boolean isInputWelcome() {
        assert isLocked();
        return switch (stage) {
            case SERVING -> connection.session().isInputWelcome();
            case LINGERING -> true;
            case BROKEN, CLOSED -> false;
        };
    }

    /** Somebody is about to decide whether to read on. */
    void beforeReading() {
        if (isServing()) {
            deadlines.watchHead(connection.session().isHeadIncomplete());
        }
    }

    /** The input makes no sense from here on. What arrived whole before is answered. */
    void onBroken(RuntimeException cause) {
        assert isLocked();
        if (!(cause instanceof GatewayException)) {
            LOG.warn("{} {}: cannot go on; closing the connection", settings().getProtocol(), connection.peer(), cause);
        } else if (stage == Stage.SERVING && connection.session().isInputOver()) {
            // Cherokee sends 8 zero bytes behind a request without a body.
            LOG.debug(
                    "{} {}: behind the last request: {}",
                    settings().getProtocol(),
                    connection.peer(),
                    cause.getMessage());
        } else if (stage == Stage.SERVING) {
            LOG.warn(
                    "{} {}: {}; closing the connection",
                    settings().getProtocol(),
                    connection.peer(),
                    cause.getMessage());
        }
        switch (stage) {
            case SERVING -> {
                deadlines.cancel();
                stage = Stage.BROKEN;
                connection
                        .session()
                        .onInputEnd(new IncompleteBody("the request body makes no sense: " + cause.getMessage()));
                if (!connection.isBusy()) {
                    boolean answered = connection.getMessagesOut() > 0;
                    pump().afterwards(answered ? () -> connection.finish(false) : () -> connection.close(cause));
                }
            }
            case LINGERING -> close(cause);
            case BROKEN, CLOSED -> {}
        }
    }

    /** The peer sends no more. */
    void onInputEnd(Throwable cause) {
        assert isLocked();
        deadlines.cancel();
        switch (stage) {
            case SERVING -> {
                connection
                        .session()
                        .onInputEnd(new IncompleteBody("the web server closed the connection in the request body"));
                if (!connection.isBusy()) {
                    close(cause);
                    return;
                }
                // After a reset nobody can be answered; after a plain end the peer may still read.
                Throwable reset = cause == null ? TcpReset.byPeer(connection) : cause;
                if (reset != null) {
                    close(reset);
                }
            }
            case LINGERING -> close(null);
            case BROKEN, CLOSED -> {}
        }
    }

    /** The head of a request takes too long. */
    void onHeadTimeout() {
        assert isLocked();
        GatewayException timeout = deadlines.headTimeout();
        if (connection.session().onHeadTimeout(timeout) && !connection.isBusy()) {
            connection.inform(timeout.getMessage());
            pump().shut();
            close(timeout);
        }
    }

    /** A request is over; the connection rests until the next. */
    void rest() {
        if (isServing()) {
            deadlines.rest();
        }
    }

    /** Whether the connection has rested too long, now that a timer says so. */
    boolean isRestOver() {
        return deadlines.isRestOver(isResting());
    }

    private boolean isResting() {
        return isServing() && !connection.isBusy() && !connection.session().isHeadIncomplete();
    }

    private void close(Throwable cause) {
        stage = Stage.CLOSED;
        pump().afterwards(() -> connection.close(cause));
    }

    /**
     * The last answer is out.
     *
     * @param inputComplete whether the peer has nothing left to send
     * @return whether the connection was open
     */
    boolean finish(boolean inputComplete) {
        assert isLocked();
        if (isOver()) {
            return false;
        }
        deadlines.cancel();
        if (pump().isShut() || (inputComplete && !pump().isMoreThere())) {
            stage = Stage.CLOSED;
        } else {
            stage = Stage.LINGERING;
            deadlines.linger();
        }
        return true;
    }

    /** Whether what is left is to read what the peer still sends, or nothing. */
    private boolean isOver() {
        return stage == Stage.LINGERING || stage == Stage.CLOSED;
    }

    boolean isClosed() {
        assert isLocked();
        return stage == Stage.CLOSED;
    }

    /** The connection is closed, whoever did it. */
    void closed() {
        assert isLocked();
        stage = Stage.CLOSED;
        pump().shut();
        deadlines.stop();
    }

    /**
     * Nothing has happened for long.
     *
     * @return whether the connection may go on resting until the next request
     */
    boolean mayRest() {
        assert isLocked();
        return isResting()
                && connection.getMessagesIn() > 0
                && !connection.connector().isShutdown()
                && deadlines.mayRest();
    }
}
