package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.gangway.cgi.BrokenResponse;
import org.gangway.jetty.settings.ScgiSettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.scgi.ScgiParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SCGI on one connection: one request, one response, and the close that ends it.
 *
 * <p>Nothing is read once the request is complete: a web server may shut down its side then, and still waits for the
 * response.
 */
final class ScgiSession implements Session, ScgiParser.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ScgiSession.class);

    private static final long WHATEVER_COMES = Long.MAX_VALUE;
    /** How long in milliseconds a body is waited for that its client announced and the web server didn't. */
    private static final long WITHHELD_TIMEOUT = 2_000;

    private final ScgiSettings settings;
    private final ScgiSessions sessions;
    private final GatewayConnection connection;
    private final ScgiParser parser;

    /** The request until its answer is out, or null. */
    @GuardedBy("connection")
    private ScgiHead active;

    @GuardedBy("connection")
    private boolean chunked;

    @GuardedBy("connection")
    private long announced = -1;

    @GuardedBy("connection")
    private boolean surplusInput;

    /** Whether the request is complete as far as the web server says, and its client said that there is more. */
    @GuardedBy("connection")
    private boolean withheld;

    /** Whether the request is served, or somebody waits until no more can come of it. */
    @GuardedBy("connection")
    private boolean started;

    @GuardedBy("connection")
    private boolean timed;

    @GuardedBy("connection")
    private boolean bodyBegun;

    ScgiSession(ScgiSettings settings, ScgiSessions sessions, GatewayConnection connection) {
        this.settings = settings;
        this.sessions = sessions;
        this.connection = connection;
        this.parser = new ScgiParser(settings.getRequestLimits(), this);
    }

    private boolean isLocked() {
        return connection.lock().isHeldByCurrentThread();
    }

    @Override
    public void parse(ByteBuffer input) {
        assert isLocked();
        if (connection.getMessagesIn() == 0 && input.hasRemaining()) {
            active = sessions.idle().acquire();
            active.exchange().begin(connection);
        }
        try {
            parser.parse(input);
        } catch (GatewayException x) {
            ScgiHead head = open();
            if (x.disposition() == Disposition.CLOSE_NOW || head == null) {
                throw x;
            }
            head.exchange().refuse(x);
            parser.parse(input);
        }
        startWithheld();
    }

    /** What came along with the headers tells whether the request can be served. */
    private void startWithheld() {
        if (withheld && !started) {
            started = true;
            if (surplusInput) {
                active.exchange().refuse(active.announcesTooLittle());
            } else {
                active.exchange().serve();
            }
        }
    }

    /** The request that the web server may still send something for, or null. */
    private ScgiHead open() {
        return active == null || active.exchange().isEnded() ? null : active;
    }

    @Override
    public void onHeaders(ByteBuffer part) {
        if (isHeadIncomplete()) {
            active.addHeaders(part);
        } else {
            connection.drain(part.remaining());
        }
    }

    @Override
    public long onHeadersEnd() {
        if (!isHeadIncomplete()) {
            return WHATEVER_COMES;
        }
        if (connection.isSurplus()) {
            throw connection.surplusRefusal();
        }
        ScgiHead head = active;
        announced = head.endHeaders();
        if (!head.isVersioned() && sessions.isFirstUnversioned()) {
            LOG.warn(
                    "{} {}: the header SCGI is missing; send SCGI=1, as nginx does with \"include scgi_params;\"",
                    settings.getProtocol(),
                    connection.peer());
        }
        chunked = head.isChunked();
        withheld = head.isWithheld();
        if (!withheld) {
            head.exchange().serve();
        }
        return head.exchange().upgrade().isOffered() ? WHATEVER_COMES : announced;
    }

    @Override
    public void onBody(ByteBuffer part) {
        ScgiHead head = open();
        int length = part.remaining();
        if (!bodyBegun) {
            bodyBegun = true;
            if (head != null && !head.exchange().isRefused() && head.isInflated(part.get(part.position()))) {
                fail(
                        head,
                        "the body isn't gzip, as HTTP_CONTENT_ENCODING says, so that CONTENT_LENGTH is another's; in"
                                + " Apache, remove \"SetInputFilter DEFLATE\" or use mod_proxy_fcgi");
            }
        }
        if (head != null
                && head.exchange().inbound().add(part, connection.pump().buffer())) {
            head.exchange().tellOfInput();
        } else {
            connection.drain(length);
        }
    }

    private void fail(ScgiHead head, String reason) {
        connection.inform("request " + head.id() + " gets 400: " + reason);
        head.exchange().body().fail(new IncompleteBody(reason));
        head.exchange().tellOfInput();
    }

    @Override
    public void onBodyEnd() {
        // The body knows by its length.
    }

    /**
     * nginx without request buffering announces too little of a body that its client sends in chunks, and Cherokee
     * announces none and doesn't tell of the chunks.
     */
    @Override
    public void onSurplus(int bytes) {
        if (!surplusInput && (chunked || (announced == 0 && !withheld))) {
            LOG.warn(
                    "{} {}: a body goes on behind the {} bytes of CONTENT_LENGTH, and the application doesn't get the"
                            + " rest; in nginx, remove \"scgi_request_buffering off;\"; in Cherokee, refuse requests"
                            + " with Transfer-Encoding, as gangway conf cherokee does",
                    settings.getProtocol(),
                    connection.peer(),
                    announced);
        }
        if (withheld && started && !surplusInput && open() != null) {
            fail(open(), open().announcesTooLittle().getMessage());
        }
        surplusInput = true;
        connection.drain(bytes);
    }

    /** An application reads a body that may never come. */
    @Override
    public Runnable onInputWanted() {
        ScgiHead head = open();
        if (withheld && !timed && head != null && !head.exchange().body().isComplete()) {
            timed = true;
            connection
                    .connector()
                    .getScheduler()
                    .schedule(
                            () -> connection.pump().run(this::endWithheld, true),
                            WITHHELD_TIMEOUT,
                            TimeUnit.MILLISECONDS);
        }
        return null;
    }

    private void endWithheld() {
        assert isLocked();
        ScgiHead head = open();
        if (head == null) {
            return;
        }
        if (head.isMainRequest()) {
            // auth_request makes a subrequest, with a URI of its own.
            fail(head, head.announcesTooLittle().getMessage());
        } else {
            head.exchange().body().end();
            head.exchange().tellOfInput();
        }
    }

    @Override
    public boolean isInputWelcome() {
        assert isLocked();
        ScgiHead head = open();
        if (head == null
                || head.exchange().isHeadIncomplete()
                || head.exchange().isRefused()) {
            return true;
        }
        return (!parser.isComplete() || withheld) && head.exchange().inbound().isDemanded();
    }

    /** Whether the request is neither known nor refused, which happens to one whose head takes too long. */
    @Override
    public boolean isHeadIncomplete() {
        assert isLocked();
        return active != null && active.exchange().isHeadIncomplete();
    }

    @Override
    public boolean onHeadTimeout(GatewayException timeout) {
        assert isLocked();
        if (active == null || !active.exchange().isTooOld()) {
            return false;
        }
        active.exchange().refuse(timeout);
        return true;
    }

    @Override
    public void onInputEnd(Throwable cause) {
        assert isLocked();
        ScgiHead head = open();
        if (head == null) {
            return;
        }
        if (head.exchange().isHeadIncomplete()) {
            LOG.debug("{} {}: gone in the headers of the request", settings.getProtocol(), connection.peer());
            active = null;
            if (connection.exchanges().forget(head.exchange())) {
                head.recycle(false);
                sessions.idle().release(head);
            }
        } else if (withheld) {
            head.exchange().body().end();
            head.exchange().tellOfInput();
        } else if (!head.exchange().inbound().isComplete()) {
            head.exchange().inbound().fail(cause);
            head.exchange().tellOfInput();
        }
    }

    @Override
    public Next onDone(Exchange exchange) {
        assert isLocked();
        active = null;
        return parser.isComplete() && !surplusInput && !chunked && !withheld ? Next.CLOSE : Next.LINGER;
    }

    @Override
    public void release(Exchange exchange, boolean reusable) {
        if (reusable) {
            ScgiHead head = (ScgiHead) exchange.head();
            head.recycle(true);
            sessions.idle().release(head);
        } else {
            exchange.discard();
        }
    }

    /** A close would look like the end of the response; a reset can't. There is none on a Unix socket. */
    @Override
    public void giveUp(Exchange exchange, Throwable cause, Runnable whenOut) {
        String server = ((ScgiHead) exchange.head()).request().variable("SERVER_SOFTWARE");
        if (settings.isCloseOnFailedResponse() && BrokenResponse.isSurvivedBy(server)) {
            LOG.debug("response to request {} failed half-way", exchange.getId(), cause);
            TcpReset.onClose(connection);
            connection.close(cause);
        }
        whenOut.run();
    }
}
