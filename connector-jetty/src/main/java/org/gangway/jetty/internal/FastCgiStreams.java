package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.gangway.fastcgi.RecordType;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * The streams of one FastCGI request (FastCGI specification, section 3.3): what a record of PARAMS, STDIN or DATA means
 * for it, and what may still come. Recycled with its head.
 */
@GuardedBy("connection")
final class FastCgiStreams {
    private final FastCgiHead head;
    private final Exchange exchange;
    private final RequestBody data = new RequestBody();
    private boolean stdinEnded;

    FastCgiStreams(FastCgiHead head, Exchange exchange) {
        this.head = head;
        this.exchange = exchange;
    }

    /** BEGIN_REQUEST. */
    void begin() {
        stdinEnded = false;
    }

    /** The DATA stream, which only the Filter role has. */
    RequestBody data() {
        return data;
    }

    /** Whether the web server has nothing left to send for this request. */
    boolean isComplete() {
        return !exchange.isHeadIncomplete() && exchange.inbound().isComplete() && data.isComplete();
    }

    /** Whether somebody waits for input. */
    boolean isAwaited() {
        return exchange.isHeadIncomplete() || exchange.inbound().isDemanded() || data.isDemanded();
    }

    /** The bytes that wait to be read. */
    long buffered() {
        return exchange.inbound().buffered() + data.buffered();
    }

    /** Whether no record of STDIN is on its way. */
    boolean isStdinEnded() {
        return stdinEnded;
    }

    private RequestBody input(RecordType type) {
        return switch (type) {
            case STDIN -> exchange.inbound();
            case DATA -> data;
            default -> throw new IllegalArgumentException(type.name());
        };
    }

    /** A part of PARAMS. The specification leaves open what follows the end of a stream; it changes nothing. */
    void addParams(ByteBuffer content) {
        if (exchange.isHeadIncomplete()) {
            try {
                head.addParams(content);
            } catch (GatewayException x) {
                head.refuse(x);
            }
        }
    }

    /**
     * A part of STDIN or DATA.
     *
     * @return whether the bytes were wanted
     */
    boolean add(RecordType type, ByteBuffer content) {
        if (isTooEarly()) {
            return true;
        }
        if (!input(type).add(content, exchange.connection().pump().buffer())) {
            return false;
        }
        head.tellOfInput();
        return true;
    }

    /** A stream ends. */
    void end(RecordType type) {
        if (type == RecordType.PARAMS) {
            endParams();
            return;
        }
        stdinEnded |= type == RecordType.STDIN;
        if (!isTooEarly()) {
            endInput(input(type));
        }
    }

    private void endParams() {
        if (exchange.isHeadIncomplete()) {
            try {
                head.endParams();
            } catch (GatewayException x) {
                head.refuse(x);
            }
        }
    }

    private boolean isTooEarly() {
        boolean early = exchange.isHeadIncomplete();
        if (early) {
            head.refuse(new GatewayException(400, "a body before the end of PARAMS", Disposition.KEEP));
        }
        return early;
    }

    private void endInput(RequestBody input) {
        long missing = input.end();
        if (missing > 0) {
            if (input.received() == 0 && head.mayBodyFollow()) {
                return;
            }
            input.fail(new IncompleteBody("the request body ends " + missing + " bytes early"));
        }
        head.tellOfInput();
    }

    /** Nothing more will come, and something should have: whoever reads learns of it. */
    void fail(Throwable cause) {
        exchange.inbound().fail(cause);
        data.fail(cause);
        head.tellOfInput();
    }

    /** Makes ready for another request; the body is its exchange's. */
    void recycle() {
        data.recycle();
    }
}
