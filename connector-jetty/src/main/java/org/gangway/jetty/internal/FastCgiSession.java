package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.util.thread.AutoLock;
import org.gangway.cgi.BrokenResponse;
import org.gangway.fastcgi.FastCgiEncoder;
import org.gangway.fastcgi.FastCgiParser;
import org.gangway.fastcgi.ProtocolStatus;
import org.gangway.fastcgi.RecordType;
import org.gangway.fastcgi.Role;
import org.gangway.jetty.settings.FastCgiSettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FastCGI on one connection: which request ids are active (FastCGI specification, section 3.3), what is read for them,
 * and what management records are answered (section 4).
 */
final class FastCgiSession implements Session, FastCgiParser.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(FastCgiSession.class);

    /** Bytes of one request that wait to be read; beyond them nothing more is read for its neighbours. */
    private static final long MOST_UNREAD = 256 * 1024;
    /** So many requests beyond the limit get an answer at a time; whoever sends more doesn't wait for any. */
    private static final int MOST_REFUSED = 64;

    private final FastCgiSessions sessions;
    private final GatewayConnection connection;
    private final FastCgiParser parser = new FastCgiParser(this);

    /** Made when it has something to say. */
    @GuardedBy("connection")
    private FastCgiAnswers answers;

    /** Made when there is a body. */
    @GuardedBy("connection")
    private BufferedBytes buffered;

    @GuardedBy("connection")
    private final ActiveIds active;

    @GuardedBy("connection")
    private final FastCgiFarewell farewell = new FastCgiFarewell();

    @GuardedBy("connection")
    private boolean multiplexed;

    @GuardedBy("connection")
    private boolean closing;

    /** Whether the log knows of a request that could not be begun; a peer may send many. */
    @GuardedBy("connection")
    private boolean rejectionTold;

    /** Whether the connection ends without another record. */
    @GuardedBy("connection")
    private boolean leaving;

    FastCgiSession(FastCgiSessions sessions, GatewayConnection connection) {
        this.sessions = sessions;
        this.connection = connection;
        this.active = new ActiveIds(connection.exchanges());
    }

    private boolean isLocked() {
        return connection.lock().isHeldByCurrentThread();
    }

    private FastCgiSettings settings() {
        return sessions.settings();
    }

    private FastCgiAnswers answers() {
        assert isLocked();
        answers = answers == null ? new FastCgiAnswers(connection, settings()) : answers;
        return answers;
    }

    @Override
    public BufferedBytes buffered() {
        assert isLocked();
        buffered = buffered == null ? new BufferedBytes(connection.state()) : buffered;
        return buffered;
    }

    @Override
    public void parse(ByteBuffer input) {
        assert isLocked();
        parser.parse(input);
    }

    /**
     * A lone request reads its own body, at its own pace. Where requests share the connection, somebody has to read on
     * for the others, until one of them has too much that it does not read, or all together.
     */
    @Override
    public boolean isInputWelcome() {
        return isInputWelcomeFor(null);
    }

    @Override
    public boolean isInputWelcomeFor(RequestBody wanted) {
        assert isLocked();
        boolean welcome = false;
        boolean room = buffered == null || buffered.bytes() < settings().getMaxBufferedBytes();
        for (FastCgiHead head = active.first(); head != null; head = active.after(head)) {
            if (head.exchange().isEnded()) {
                continue;
            }
            if (head.streams().isComplete()) {
                welcome |= head.keepConnection();
            } else if (head.streams().isAwaited() || head.isInput(wanted)) {
                welcome = true;
            } else if (multiplexed && room && head.streams().buffered() < MOST_UNREAD) {
                welcome = true;
            } else {
                return false;
            }
        }
        return welcome || active.isNone();
    }

    @Override
    public boolean isInputOver() {
        assert isLocked();
        boolean over = closing || active.first() != null;
        for (FastCgiHead head = active.first(); head != null; head = active.after(head)) {
            over &= !head.keepConnection() && head.streams().isComplete();
        }
        return over;
    }

    @Override
    public boolean isHeadIncomplete() {
        assert isLocked();
        if (active.isNone()) {
            return !parser.isIdle();
        }
        for (FastCgiHead head = active.first(); head != null; head = active.after(head)) {
            if (head.exchange().isHeadIncomplete()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean onHeadTimeout(GatewayException timeout) {
        assert isLocked();
        if (active.isNone()) {
            return !parser.isIdle();
        }
        boolean any = false;
        for (FastCgiHead head : active.copy()) {
            if (head.exchange().isTooOld()) {
                head.refuse(timeout);
                any = true;
            }
        }
        return any;
    }

    @Override
    public void onInputEnd(Throwable cause) {
        assert isLocked();
        for (FastCgiHead head : active.copy()) {
            if (head.exchange().isHeadIncomplete()) {
                LOG.debug(
                        "{} {}: gone in the head of request {}",
                        settings().getProtocol(),
                        connection.peer(),
                        head.requestId());
                forget(head);
            } else if (!head.streams().isComplete()) {
                head.streams().fail(cause);
            }
        }
    }

    /** Jetty never heard of the request. */
    private void forget(FastCgiHead head) {
        head.uncount();
        if (connection.exchanges().forget(head.exchange())) {
            head.recycle(false);
            sessions.idle().release(head);
        }
    }

    @Override
    public void onBeginRequest(int requestId, int roleCode, boolean keepConnection) {
        if (leaving) {
            return;
        }
        if (active.find(requestId) != null) {
            throw new GatewayException(
                    400, "BEGIN_REQUEST for request " + requestId + ", which is active", Disposition.CLOSE_NOW);
        }
        Role role = Role.of(roleCode);
        if (role == null) {
            reject(requestId, ProtocolStatus.UNKNOWN_ROLE, keepConnection, "wants unknown role " + roleCode);
            return;
        }
        if (!active.isNone()) {
            if (!settings().isMultiplexing()) {
                reject(requestId, ProtocolStatus.CANT_MPX_CONN, keepConnection, "begins while another is active");
                return;
            }
            sessions.peerMultiplexes();
            multiplexed = true;
        } else if (!multiplexed && settings().isMultiplexing()) {
            multiplexed = sessions.isPeerMultiplexing() || requestId > 1;
        }
        if (active.size() >= settings().getMaxRequestsPerConnection() + MOST_REFUSED) {
            throw new GatewayException(
                    503,
                    "over " + MOST_REFUSED + " requests beyond the "
                            + settings().getMaxRequestsPerConnection()
                            + " that a connection may have at a time (maxRequestsPerConnection)",
                    Disposition.CLOSE_NOW);
        }
        begin(requestId, role, keepConnection);
    }

    private void begin(int requestId, Role role, boolean keepConnection) {
        FastCgiHead head = sessions.idle().acquire();
        farewell.begin();
        head.begin(this, connection, requestId, role, keepConnection && !connection.isSurplus());
        if (connection.isSurplus()) {
            head.refuse(connection.surplusRefusal());
        } else if (active.count() > settings().getMaxRequestsPerConnection()) {
            head.refuse(new GatewayException(
                    503,
                    "over " + settings().getMaxRequestsPerConnection()
                            + " requests at a time on the connection (maxRequestsPerConnection)",
                    Disposition.KEEP));
        }
    }

    /** Ends a request that is not begun; its later records are ignored. */
    private void reject(int requestId, ProtocolStatus status, boolean keepConnection, String reason) {
        String rejection = "request " + requestId + ' ' + reason;
        if (rejectionTold) {
            LOG.debug("{} {}: {}", settings().getProtocol(), connection.peer(), rejection);
        } else {
            rejectionTold = true;
            connection.inform(rejection + "; the connection tells of no other such request");
        }
        endRequest(requestId, status, keepConnection);
    }

    private void endRequest(int requestId, ProtocolStatus status, boolean keepConnection) {
        closing |= !keepConnection;
        answers().endRequest(requestId, status, closing && !connection.isBusy());
    }

    @Override
    public void onStream(RecordType type, int requestId, ByteBuffer content) {
        FastCgiHead head = active.find(requestId);
        int length = content.remaining();
        if (head == null || head.exchange().isRefused()) {
            connection.drain(length);
        } else if (type == RecordType.PARAMS) {
            head.streams().addParams(content);
            checkBuffered();
        } else if (head.streams().add(type, content)) {
            checkBuffered();
        } else {
            connection.drain(length);
        }
    }

    /** What the connection holds of incomplete requests is let go at once, whatever becomes of their applications. */
    private void checkBuffered() {
        GatewayException excess = buffered == null ? null : buffered.excess();
        if (excess == null) {
            return;
        }
        for (FastCgiHead head = active.first(); head != null; head = active.after(head)) {
            if (!head.streams().isComplete()) {
                IncompleteBody cause = new IncompleteBody("the request body was not read: " + excess.getMessage());
                head.exchange().inbound().abandon(cause);
                head.abandon(cause);
                head.tellOfInput();
            }
        }
        throw excess;
    }

    @Override
    public void onStreamEnd(RecordType type, int requestId) {
        FastCgiHead head = active.find(requestId);
        if (head != null && !head.exchange().isRefused()) {
            head.streams().end(type);
        }
    }

    @Override
    public void onAbortRequest(int requestId) {
        FastCgiHead head = active.find(requestId);
        if (head == null) {
            return;
        }
        if (head.exchange().isHeadIncomplete()) {
            boolean keepConnection = head.keepConnection();
            forget(head);
            endRequest(requestId, ProtocolStatus.REQUEST_COMPLETE, keepConnection);
        } else if (!head.exchange().isRefused()) {
            GoneException cause = new GoneException("the web server aborted the request");
            head.streams().data().abandon(cause);
            head.exchange().endings().abort(cause);
            head.tellOfInput();
        }
    }

    @Override
    public void onGetValues(List<String> names) {
        if (settings().isMultiplexing() && names.contains(FastCgiAnswers.MPXS_CONNS)) {
            sessions.peerMultiplexes();
            multiplexed = true;
        }
        answers().getValuesResult(names);
    }

    @Override
    public void onUnknownType(int type) {
        answers().unknownType(type);
    }

    @Override
    public ByteBuffer farewell() {
        return closing ? null : farewell.say();
    }

    /** The same behind the end of a response that is about to be sent. */
    boolean saysFarewell(FastCgiHead head) {
        try (AutoLock ignored = connection.lock().lock()) {
            farewell.learn(head);
            return !closing && active.isAlone(head.exchange()) && farewell.mark();
        }
    }

    @Override
    public Next onDone(Exchange exchange) {
        assert isLocked();
        FastCgiHead head = (FastCgiHead) exchange.head();
        farewell.learn(head);
        closing |= !head.keepConnection() || (connection.connector().isShutdown() && !farewell.isHeeded());
        if (!closing || connection.isBusy()) {
            return Next.KEEP;
        }
        return head.streams().isStdinEnded() && parser.isIdle() && !leaving ? Next.CLOSE : Next.LINGER;
    }

    @Override
    public void release(Exchange exchange, boolean reusable) {
        FastCgiHead head = (FastCgiHead) exchange.head();
        head.closeData();
        if (reusable) {
            head.recycle(true);
            sessions.idle().release(head);
        } else {
            exchange.discard();
        }
    }

    /**
     * nginx takes a plain close for the end of the response; over a Unix socket it takes a record that is none for an
     * error. Where requests share the connection, or it must not be closed, the end of the request has to say it.
     */
    @Override
    public void giveUp(Exchange exchange, Throwable cause, Runnable whenOut) {
        boolean alone;
        try (AutoLock ignored = connection.lock().lock()) {
            String server = ((FastCgiHead) exchange.head()).request().variable("SERVER_SOFTWARE");
            alone = active.isAlone(exchange)
                    && settings().isCloseOnFailedResponse()
                    && !exchange.isAborted()
                    && BrokenResponse.isSurvivedBy(server);
            leaving |= alone;
            closing |= alone;
        }
        if (!alone) {
            connection.output().send(new Packet(exchange.endBytes(false), whenOut, whenOut));
            return;
        }
        LOG.debug("response to request {} failed half-way", exchange.getId(), cause);
        if (TcpReset.onClose(connection)) {
            connection.close(cause);
            whenOut.run();
        } else {
            ByteBuffer bytes = ByteBuffer.allocate(FastCgiEncoder.HEADER_LENGTH);
            FastCgiEncoder.noRecord(bytes);
            connection.output().send(new Packet(bytes.flip(), whenOut, whenOut));
        }
    }
}
