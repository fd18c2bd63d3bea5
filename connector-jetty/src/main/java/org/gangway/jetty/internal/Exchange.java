package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.AutoLock;
import org.gangway.jetty.settings.GatewaySettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * One request and its response, whatever the protocol, as Jetty's {@link HttpStream}. What the protocol says of the
 * request is its {@link Head}; how it puts the response is its {@link Wire}. Recycled with both.
 */
final class Exchange implements HttpStream, RequestQueue.Task {
    /** What the web server may send next. */
    private enum Phase {
        /** The head of the request. */
        HEAD,
        /** The body. */
        BODY,
        /** Whatever it likes; nobody listens any more. */
        REFUSED
    }

    private final GatewaySettings settings;
    private final Head head;
    private final JettyRequest jetty;
    private final RequestBody body = new RequestBody();
    private final Answer answer;
    private final Notices notices = new Notices(this);
    private final BodySource source = new BodySource(this, body, notices);
    private final Upgrade upgrade;
    private final Endings endings;

    private GatewayConnection connection;
    private long number;
    private long begun;

    @GuardedBy("connection")
    private Phase phase;

    @GuardedBy("connection")
    private boolean completed;

    @GuardedBy("connection")
    private Exchange next;

    Exchange(ConnectorState state, Head head, Wire wire) {
        this.settings = state.settings();
        this.head = head;
        this.jetty = new JettyRequest(this, head, notices, state);
        this.answer = new Answer(head, wire, settings.getHttpConfiguration().getOutputBufferSize());
        this.upgrade = new Upgrade(this, settings, head, jetty, answer, wire);
        this.endings = new Endings(this, head, body, answer, notices, upgrade);
    }

    /** A request has begun; its head is yet to come. */
    @GuardedBy("connection")
    void begin(GatewayConnection servedOn) {
        connection = servedOn;
        assert isLocked();
        phase = Phase.HEAD;
        completed = false;
        notices.begin();
        source.begin();
        begun = NanoTime.now();
        servedOn.begin(this);
        number = servedOn.getMessagesIn();
        answer.begin(servedOn);
        jetty.begin(servedOn);
    }

    @Override
    public String toString() {
        return "request " + head.id() + '{' + phase + ',' + answer.state() + ',' + body + ',' + notices + '}';
    }

    private boolean isLocked() {
        return connection.lock().isHeldByCurrentThread();
    }

    GatewayConnection connection() {
        return connection;
    }

    Head head() {
        return head;
    }

    /** The exchange that began after this one on the connection, or null; {@link ActiveExchanges} keeps it. */
    @GuardedBy("connection")
    Exchange next() {
        return next;
    }

    @GuardedBy("connection")
    void setNext(Exchange begunAfter) {
        next = begunAfter;
    }

    /** What ends the request without a word more, or null if the end of the connection says it. */
    ByteBuffer endBytes(boolean success) {
        return answer.endBytes(success);
    }

    HttpChannel channel() {
        return jetty.channel();
    }

    @GuardedBy("connection")
    RequestBody body() {
        assert isLocked();
        return body;
    }

    @GuardedBy("connection")
    boolean isHeadIncomplete() {
        assert isLocked();
        return phase == Phase.HEAD;
    }

    /** Whether the request was good so far, and takes what comes. */
    @GuardedBy("connection")
    boolean isRefused() {
        assert isLocked();
        return phase == Phase.REFUSED;
    }

    /** Whether its head has taken longer than it may. */
    @GuardedBy("connection")
    boolean isTooOld() {
        return isHeadIncomplete() && NanoTime.millisSince(begun) >= settings.getHeadTimeout();
    }

    /**
     * The head is complete and good.
     *
     * @param bodyLength how many bytes the body has, or -1
     */
    @GuardedBy("connection")
    void headComplete(long bodyLength) {
        assert isLocked();
        phase = Phase.BODY;
        body.open(bodyLength, bodyLength == 0 ? null : connection.session().buffered());
        upgrade.headComplete();
    }

    /** What becomes of the request if it asks for a WebSocket. */
    Upgrade upgrade() {
        return upgrade;
    }

    /** What the web server sends behind the head. */
    @GuardedBy("connection")
    RequestBody inbound() {
        assert isLocked();
        return upgrade.inbound(body);
    }

    /** The request is to be served. */
    @GuardedBy("connection")
    void serve() {
        assert isLocked();
        connection.pump().ready(this);
    }

    /** The request is no good: it gets an error for an answer. */
    @GuardedBy("connection")
    void refuse(GatewayException refusal) {
        assert isLocked();
        toRefused(refusal.status(), refusal.getMessage());
        connection.pump().ready(new Refusal(connection.state(), jetty, refusal));
    }

    private void toRefused(int status, String reason) {
        connection.inform("request " + head.id() + " gets " + status + ": " + reason);
        phase = Phase.REFUSED;
        body.discard();
    }

    /** Serves the request. */
    @Override
    public void run() {
        jetty.serve(begun);
    }

    /** The pool takes nothing more. */
    @Override
    public void onRejected() {
        connection.state().refuse(() -> refuseForWantOfThreads("no thread is free, and the pool's queue is full"));
    }

    /** Answers a request that no thread has begun to serve. */
    void refuseForWantOfThreads(String reason) {
        answer(new GatewayException(HttpStatus.SERVICE_UNAVAILABLE_503, reason, Disposition.KEEP));
    }

    /** Answers a request that is no good, though its head was complete. From here on the web server can't abort it. */
    void answer(GatewayException refusal) {
        try (AutoLock ignored = connection.lock().lock()) {
            toRefused(refusal.status(), refusal.getMessage());
        }
        jetty.answerRefusal(refusal);
    }

    @Override
    public String getId() {
        return Ordinal.text(number);
    }

    @Override
    public Content.Chunk read() {
        return source.read();
    }

    @Override
    public void demand() {
        source.demand();
    }

    /** Whether somebody waits for input who is woken without blocking. */
    @GuardedBy("connection")
    boolean isWaker() {
        assert isLocked();
        return body.isWaker();
    }

    /** Tells an application that waits for input that there is some. */
    @GuardedBy("connection")
    void tellOfInput() {
        source.tellOfInput();
        upgrade.tellOfInput();
    }

    @Override
    public Throwable consumeAvailable() {
        source.discard();
        return null;
    }

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        // The web server speaks for its own connection to the client; what concerns it is left out when written.
    }

    @Override
    public long getIdleTimeout() {
        return connection.getEndPoint().getIdleTimeout();
    }

    @Override
    public void setIdleTimeout(long milliseconds) {
        connection.getEndPoint().setIdleTimeout(milliseconds);
    }

    @Override
    public boolean isCommitted() {
        return answer.state() != ResponseState.HEAD;
    }

    /** Whether the end of the response is on its way, so that the web server may use its id again. */
    boolean isEnded() {
        return answer.state() == ResponseState.ENDED;
    }

    /** Whether the web server wanted no more of the response. */
    boolean isAborted() {
        return answer.isAborted();
    }

    @Override
    public void send(
            MetaData.Request ignored, MetaData.Response response, boolean last, ByteBuffer content, Callback callback) {
        if (response != null && response.getStatus() >= HttpStatus.INTERNAL_SERVER_ERROR_500) {
            complainOfError(channel().getRequest());
        }
        if (response != null && response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
            upgrade.send(response, callback);
            return;
        }
        answer.send(response, last, content, callback);
    }

    /** Tells the web server's log what the application threw. */
    private void complainOfError(Request failed) {
        if (failed != null && failed.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable cause) {
            head.complain(failed.getMethod() + ' ' + failed.getHttpURI().getPath() + ": " + cause);
        }
    }

    @Override
    public Runnable cancelSend(Throwable cause, Callback appCallback) {
        return answer.cancel(cause, appCallback);
    }

    @Override
    public void succeeded() {
        if (upgrade.isTunnel()) {
            upgrade.open();
        } else {
            connection.done(this, null);
        }
    }

    @Override
    public void failed(Throwable x) {
        if (upgrade.isTunnel()) {
            upgrade.close(x);
        } else {
            connection.done(this, x);
        }
    }

    /** Nothing more will be sent; false if the end is on its way already. */
    boolean end() {
        return answer.end();
    }

    /**
     * Notes that the request is over. Jetty may say so twice of one that failed.
     *
     * @return false if it was over already
     */
    @GuardedBy("connection")
    boolean complete() {
        assert isLocked();
        boolean first = !completed;
        completed = true;
        upgrade.forget();
        return first;
    }

    /** Has nobody use the exchange for another request until it was told something. */
    @GuardedBy("connection")
    void pin() {
        notices.pin();
    }

    /** Whether nobody holds on to the exchange. */
    @GuardedBy("connection")
    boolean isUnpinned() {
        // What became a tunnel keeps its request: an application may ask for it as long as it likes.
        return notices.isUnpinned() && !upgrade.isTunnel();
    }

    /** How it ends from outside. */
    Endings endings() {
        return endings;
    }

    /**
     * Makes ready for another request, all but the {@linkplain #body() body}, which needs the lock.
     *
     * @param known whether Jetty knew this one
     */
    void recycle(boolean known) {
        jetty.recycle(known);
        upgrade.recycle();
        connection = null;
    }

    /** Lets go of what was not read; the exchange serves no other request. */
    void discard() {
        source.discard();
    }
}
