package org.gangway.fastcgi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * Takes a FastCGI connection apart into records (FastCGI specification, section 3.3) and tells a {@link Listener}.
 *
 * <pre>
 *   0        1        2        3        4        5        6        7
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  |version | type   |    requestId    |  contentLength  |padding |reserved|
 *  |  = 1   |        |                 |                 | Length |        |
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  | contentData, contentLength bytes ...  | paddingData, paddingLength ... |
 * </pre>
 *
 * <p>Input may be cut anywhere. Content of stream records is passed on as it comes, in the caller's own buffer and
 * without copying; only the bodies of the small discrete records are collected. In the steady state nothing is
 * allocated.
 *
 * <p>The parser knows framing, not requests: that ids are active or not is the listener's concern. Not thread-safe.
 */
public final class FastCgiParser {
    /** The most bytes of a GET_VALUES query; the specification's three names take 54. */
    static final int MAX_GET_VALUES = 1024;

    private static final int VERSION = 1;
    private static final int HEADER_LENGTH = 8;
    private static final int BEGIN_REQUEST_LENGTH = 8;
    private static final int FLAG_KEEP_CONN = 1;

    /** What comes next on the connection. */
    private enum State {
        /** The 8 bytes of a record's header. */
        HEADER,
        /** The 8 bytes of a BEGIN_REQUEST body. */
        BEGIN_BODY,
        /** The name-value pairs of GET_VALUES. */
        VALUES_BODY,
        /** A part of a stream. */
        STREAM,
        /** Content that nobody asked for. */
        SKIPPED,
        /** Padding. */
        PADDING,
        /** Nothing that makes sense. */
        BAD
    }

    /** Learns of the records. No method may keep the buffer that it is given, nor move its limit. */
    public interface Listener {
        /**
         * BEGIN_REQUEST (section 5.1).
         *
         * @param requestId the id, 1 to 65535
         * @param role the role component; {@link Role#of} knows those of the specification
         * @param keepConnection whether the web server, not the application, closes the connection
         */
        void onBeginRequest(int requestId, int role, boolean keepConnection);

        /**
         * A part of a stream, cut anywhere.
         *
         * @param type PARAMS, STDIN or DATA
         * @param requestId the id, 1 to 65535
         * @param content the bytes from position to limit, at least one; those left over are dropped
         */
        void onStream(RecordType type, int requestId, ByteBuffer content);

        /**
         * The end of a stream: a record without content (section 3.3).
         *
         * @param type PARAMS, STDIN or DATA
         * @param requestId the id, 1 to 65535
         */
        void onStreamEnd(RecordType type, int requestId);

        /**
         * ABORT_REQUEST (section 5.4).
         *
         * @param requestId the id, 1 to 65535
         */
        void onAbortRequest(int requestId);

        /**
         * GET_VALUES (section 4.1).
         *
         * @param names the names of the variables that the web server asks for
         */
        void onGetValues(List<String> names);

        /**
         * A management record of a type that the specification does not know, to be answered by UNKNOWN_TYPE (section
         * 4.2).
         *
         * @param type the type component, 0 to 255
         */
        void onUnknownType(int type);
    }

    private final Listener listener;
    private State state = State.HEADER;
    private int cursor;
    private long collected;
    private short type;
    private int requestId;
    private int contentLength;
    private short paddingLength;
    private byte[] query;

    /**
     * @param listener learns of the records, on the thread that calls {@link #parse}
     */
    public FastCgiParser(Listener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /**
     * @return whether the input so far ends between two records
     */
    public boolean isIdle() {
        return state == State.HEADER && cursor == 0;
    }

    /**
     * Takes all bytes from position to limit.
     *
     * @param buffer the input; nothing is left in it unless an exception is thrown
     * @throws GatewayException with {@link Disposition#CLOSE_NOW} if the input is not FastCGI 1.0; the parser takes
     *     nothing more then. Exceptions of the listener pass through and leave the parser in good order
     */
    public void parse(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            switch (state) {
                case HEADER -> header(buffer);
                case BEGIN_BODY -> beginBody(buffer);
                case VALUES_BODY -> valuesBody(buffer);
                case STREAM -> stream(buffer);
                case SKIPPED -> skipped(buffer);
                case PADDING -> padding(buffer);
                case BAD -> throw bad("more input after a protocol error");
            }
        }
    }

    private void header(ByteBuffer buffer) {
        if (!collect(buffer, HEADER_LENGTH)) {
            return;
        }
        int version = (int) (collected >>> 56);
        type = (short) (collected >>> 48 & 0xFF);
        requestId = (int) (collected >>> 32) & 0xFFFF;
        contentLength = (int) (collected >>> 16) & 0xFFFF;
        paddingLength = (short) (collected >>> 8 & 0xFF);
        if (version != VERSION) {
            throw bad("FastCGI version " + version + " where 1 was expected");
        }
        if (requestId == 0) {
            managementRecord();
        } else {
            applicationRecord();
        }
    }

    private void managementRecord() {
        if (type != RecordType.GET_VALUES.code()) {
            toContent(State.SKIPPED);
            listener.onUnknownType(type);
        } else if (contentLength > MAX_GET_VALUES) {
            throw bad("GET_VALUES of " + contentLength + " bytes; " + MAX_GET_VALUES + " are allowed");
        } else if (contentLength == 0) {
            toContent(State.SKIPPED);
            listener.onGetValues(List.of());
        } else {
            query = new byte[contentLength];
            state = State.VALUES_BODY;
        }
    }

    private void applicationRecord() {
        RecordType known = RecordType.of(type);
        if (known == null) {
            toContent(State.SKIPPED);
            return;
        }
        switch (known) {
            case BEGIN_REQUEST -> {
                if (contentLength != BEGIN_REQUEST_LENGTH) {
                    throw bad("BEGIN_REQUEST of " + contentLength + " bytes where 8 were expected");
                }
                state = State.BEGIN_BODY;
            }
            case PARAMS, STDIN, DATA -> {
                if (contentLength == 0) {
                    toContent(State.SKIPPED);
                    listener.onStreamEnd(known, requestId);
                } else {
                    state = State.STREAM;
                }
            }
            case ABORT_REQUEST -> {
                toContent(State.SKIPPED);
                listener.onAbortRequest(requestId);
            }
            // An application sends these; whoever sends them to one gets no answer (as for an unknown type).
            case END_REQUEST, STDOUT, STDERR, GET_VALUES, GET_VALUES_RESULT, UNKNOWN_TYPE -> toContent(State.SKIPPED);
        }
    }

    private void beginBody(ByteBuffer buffer) {
        if (!collect(buffer, BEGIN_REQUEST_LENGTH)) {
            return;
        }
        int role = (int) (collected >>> 48) & 0xFFFF;
        int flags = (int) (collected >>> 40) & 0xFF;
        contentLength = 0;
        toContent(State.SKIPPED);
        listener.onBeginRequest(requestId, role, (flags & FLAG_KEEP_CONN) != 0);
    }

    private void valuesBody(ByteBuffer buffer) {
        int offset = query.length - contentLength;
        int length = Math.min(contentLength, buffer.remaining());
        buffer.get(query, offset, length);
        contentLength -= length;
        if (contentLength > 0) {
            return;
        }
        byte[] complete = query;
        query = null;
        toContent(State.SKIPPED);
        List<String> names = new ArrayList<>();
        if (!NameValuePairs.read(complete, (name, value) -> names.add(name))) {
            throw bad("GET_VALUES with a name that is cut off");
        }
        listener.onGetValues(names);
    }

    private void stream(ByteBuffer buffer) {
        int limit = buffer.limit();
        int length = Math.min(contentLength, buffer.remaining());
        int end = buffer.position() + length;
        contentLength -= length;
        if (contentLength == 0) {
            toContent(State.SKIPPED);
        }
        buffer.limit(end);
        try {
            listener.onStream(RecordType.of(type), requestId, buffer);
        } finally {
            buffer.limit(limit);
            buffer.position(end);
        }
    }

    private void skipped(ByteBuffer buffer) {
        int length = Math.min(contentLength, buffer.remaining());
        buffer.position(buffer.position() + length);
        contentLength -= length;
        if (contentLength == 0) {
            toContent(State.SKIPPED);
        }
    }

    private void padding(ByteBuffer buffer) {
        int length = Math.min(paddingLength, buffer.remaining());
        buffer.position(buffer.position() + length);
        paddingLength -= (short) length;
        if (paddingLength == 0) {
            state = State.HEADER;
        }
    }

    /** Goes to the content of the record, or past it where there is none. */
    private void toContent(State content) {
        if (contentLength > 0) {
            state = content;
        } else {
            state = paddingLength > 0 ? State.PADDING : State.HEADER;
        }
    }

    /** Collects up to 8 bytes, the first of them in the highest byte of the number; says whether they are complete. */
    private boolean collect(ByteBuffer buffer, int length) {
        if (cursor == 0 && buffer.remaining() >= length) {
            collected = buffer.getLong();
            return true;
        }
        while (buffer.hasRemaining()) {
            collected = (collected << 8) | (buffer.get() & 0xFF);
            if (++cursor == length) {
                cursor = 0;
                return true;
            }
        }
        return false;
    }

    private GatewayException bad(String reason) {
        state = State.BAD;
        return new GatewayException(400, reason, Disposition.CLOSE_NOW);
    }
}
