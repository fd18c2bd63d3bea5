package org.gangway.scgi;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;

/**
 * Takes an SCGI connection apart, which is one request, and tells a {@link Listener}.
 *
 * <pre>
 *   70:CONTENT_LENGTH NUL 27 NUL SCGI NUL 1 NUL ... NUL,What is the answer to life?
 *   ^^ ^----------------- 70 bytes -----------------^  ^-- CONTENT_LENGTH bytes --^
 * </pre>
 *
 * <p>Input may be cut anywhere. Bytes are passed on as they come, in the caller's own buffer and without copying.
 * What follows the body, or an error, is surplus: it is only counted. Not thread-safe.
 */
public final class ScgiParser {
    private static final int MOST_DIGITS = 9;

    /** What comes next on the connection. */
    private enum State {
        /** The digits of the netstring's length, and the colon. */
        LENGTH,
        /** The headers. */
        HEADERS,
        /** Headers that are too long. */
        SKIPPED,
        /** The comma behind the headers. */
        COMMA,
        /** The body. */
        BODY,
        /** Nothing: the request is complete. */
        ENDED,
        /** Nothing that makes sense, or that anybody wants. */
        BAD
    }

    /** Learns of the request. No method may keep the buffer that it is given, nor move its limit. */
    public interface Listener {
        /**
         * A part of the headers, cut anywhere.
         *
         * @param part the bytes from position to limit, at least one; those left over are dropped
         */
        void onHeaders(ByteBuffer part);

        /**
         * The headers are complete.
         *
         * @return the length of the body in bytes, 0 or more
         */
        long onHeadersEnd();

        /**
         * A part of the body, cut anywhere.
         *
         * @param part the bytes from position to limit, at least one; those left over are dropped
         */
        void onBody(ByteBuffer part);

        /** The body is complete, as it is at once if its length is 0. */
        void onBodyEnd();

        /**
         * Bytes came that are dropped: headers beyond the limit, or whatever follows the request or an error.
         *
         * @param bytes how many, at least 1
         */
        void onSurplus(int bytes);
    }

    private final Listener listener;
    private final int maxHeaderBytes;
    private State state = State.LENGTH;
    private int digits;
    private long remaining;

    /**
     * @param limits how many bytes the headers may have ({@link RequestLimits#getMaxVariablesBytes()})
     * @param listener learns of the request, on the thread that calls {@link #parse}
     */
    public ScgiParser(RequestLimits limits, Listener listener) {
        this.maxHeaderBytes = limits.getMaxVariablesBytes();
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /**
     * @return whether nothing has come yet
     */
    public boolean isIdle() {
        return state == State.LENGTH && digits == 0;
    }

    /**
     * @return whether the whole request has come
     */
    public boolean isComplete() {
        return state == State.ENDED;
    }

    /**
     * Takes all bytes from position to limit.
     *
     * @param buffer the input; nothing is left in it unless an exception is thrown
     * @throws GatewayException with {@link Disposition#CLOSE_NOW} if the input does not begin as SCGI does, and with
     *     {@link Disposition#CLOSE_AFTER_RESPONSE} 400 if its netstring is malformed and 431 if it is too long.
     *     Exceptions of the listener pass through. Whatever comes after an exception is surplus
     */
    public void parse(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            switch (state) {
                case LENGTH -> length(buffer);
                case HEADERS -> headers(buffer);
                case SKIPPED -> skipped(buffer);
                case COMMA -> comma(buffer);
                case BODY -> body(buffer);
                case ENDED, BAD -> listener.onSurplus(drop(buffer, buffer.remaining()));
            }
        }
    }

    private void length(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            int next = buffer.get();
            if (next == ':' && digits > 0) {
                state = remaining > maxHeaderBytes ? State.SKIPPED : remaining > 0 ? State.HEADERS : State.COMMA;
                return;
            }
            int digit = next - '0';
            if (digit < 0 || digit > 9) {
                throw digits == 0
                        ? bad("the connection does not begin with a netstring: not SCGI", Disposition.CLOSE_NOW)
                        : bad("the length of the headers is no number", Disposition.CLOSE_AFTER_RESPONSE);
            }
            if (digits > 0 && remaining == 0) {
                throw bad("the length of the headers has a leading zero", Disposition.CLOSE_AFTER_RESPONSE);
            }
            if (++digits > MOST_DIGITS) {
                throw bad(
                        "the length of the headers has more than " + MOST_DIGITS + " digits",
                        Disposition.CLOSE_AFTER_RESPONSE);
            }
            remaining = remaining * 10 + digit;
        }
    }

    private void headers(ByteBuffer buffer) {
        int limit = buffer.limit();
        int end = take(buffer);
        State next = remaining == 0 ? State.COMMA : State.HEADERS;
        state = State.BAD;
        try {
            listener.onHeaders(buffer);
            state = next;
        } finally {
            buffer.limit(limit);
            buffer.position(end);
        }
    }

    /** They are read, not answered at once: a web server may read no response before it has sent its headers. */
    private void skipped(ByteBuffer buffer) {
        int length = drop(buffer, (int) Math.min(remaining, buffer.remaining()));
        remaining -= length;
        if (remaining == 0) {
            state = State.BAD;
        }
        listener.onSurplus(length);
        if (state == State.BAD) {
            throw new GatewayException(
                    431,
                    "the headers take more than " + maxHeaderBytes + " bytes; raise maxVariablesBytes",
                    Disposition.CLOSE_AFTER_RESPONSE);
        }
    }

    private void comma(ByteBuffer buffer) {
        if (buffer.get() != ',') {
            throw bad("no comma behind the headers", Disposition.CLOSE_AFTER_RESPONSE);
        }
        state = State.BAD;
        remaining = listener.onHeadersEnd();
        if (remaining > 0) {
            state = State.BODY;
        } else {
            state = State.ENDED;
            listener.onBodyEnd();
        }
    }

    private void body(ByteBuffer buffer) {
        int limit = buffer.limit();
        int end = take(buffer);
        if (remaining == 0) {
            state = State.ENDED;
        }
        try {
            listener.onBody(buffer);
        } finally {
            buffer.limit(limit);
            buffer.position(end);
        }
        if (state == State.ENDED) {
            listener.onBodyEnd();
        }
    }

    /** Limits the buffer to what belongs to the headers or the body; says where that ends. */
    private int take(ByteBuffer buffer) {
        int length = (int) Math.min(remaining, buffer.remaining());
        remaining -= length;
        int end = buffer.position() + length;
        buffer.limit(end);
        return end;
    }

    private static int drop(ByteBuffer buffer, int length) {
        buffer.position(buffer.position() + length);
        return length;
    }

    private GatewayException bad(String reason, Disposition disposition) {
        state = State.BAD;
        return new GatewayException(400, reason, disposition);
    }
}
