package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gangway.fastcgi.FastCgiEncoder;
import org.gangway.fastcgi.ProtocolStatus;
import org.gangway.fastcgi.RecordType;
import org.gangway.jetty.settings.FastCgiSettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * The records of a connection that are no part of a response: answers to management records (FastCGI specification,
 * section 4) and ends of requests that were not begun. Those that wait for the peer to read lie in one buffer, which has
 * a bound.
 */
final class FastCgiAnswers {
    static final String MPXS_CONNS = "FCGI_MPXS_CONNS";

    private static final int FIRST_BUFFER = 256;
    private static final int MAX_STDERR = 4096;

    private final GatewayConnection connection;
    private final FastCgiSettings settings;
    private final int maxBytes;
    private final Entry entry = new Entry();

    /** What is not handed to the socket yet, from 0 to the position; null if there is nothing. */
    @GuardedBy("entry")
    private ByteBuffer waiting;

    @GuardedBy("entry")
    private boolean queued;

    private volatile boolean closeWhenOut;

    FastCgiAnswers(GatewayConnection connection, FastCgiSettings settings) {
        this.connection = connection;
        this.settings = settings;
        this.maxBytes = settings.getMaxAnswerBytes();
    }

    /** Answers GET_VALUES. */
    @GuardedBy("connection")
    void getValuesResult(List<String> names) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : names) {
            switch (name) {
                case "FCGI_MAX_CONNS" -> values.put(name, Integer.toString(settings.getMaxConnections()));
                case "FCGI_MAX_REQS" ->
                    values.put(
                            name,
                            Integer.toString(settings.isMultiplexing() ? settings.getMaxRequestsPerConnection() : 1));
                case MPXS_CONNS -> values.put(name, settings.isMultiplexing() ? "1" : "0");
                default -> {
                    // Left out of the answer, as section 4.1 says.
                }
            }
        }
        answer(FastCgiEncoder.getValuesResult(values));
    }

    /** Answers a management record of an unknown type. */
    @GuardedBy("connection")
    void unknownType(int type) {
        ByteBuffer record = ByteBuffer.allocate(FastCgiEncoder.END_REQUEST_LENGTH);
        FastCgiEncoder.unknownType(record, type);
        answer(record.flip());
    }

    /**
     * Ends a request that was not begun.
     *
     * @param close whether the connection is to be closed behind it
     */
    @GuardedBy("connection")
    void endRequest(int requestId, ProtocolStatus status, boolean close) {
        closeWhenOut |= close;
        ByteBuffer record = ByteBuffer.allocate(FastCgiEncoder.END_REQUEST_LENGTH);
        FastCgiEncoder.endRequest(record, requestId, 0, status);
        answer(record.flip());
    }

    private void answer(ByteBuffer record) {
        assert connection.lock().isHeldByCurrentThread();
        boolean first;
        synchronized (entry) {
            int length = waiting == null ? 0 : waiting.position();
            if (length + record.remaining() > maxBytes) {
                throw new GatewayException(
                        503,
                        "over " + maxBytes + " bytes of answers that the peer does not read (maxAnswerBytes)",
                        Disposition.CLOSE_NOW);
            }
            if (waiting == null) {
                waiting = ByteBuffer.allocate(Math.max(FIRST_BUFFER, record.remaining()));
            } else if (waiting.remaining() < record.remaining()) {
                ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * waiting.capacity(), length + record.remaining()));
                waiting = larger.put(waiting.flip());
            }
            waiting.put(record);
            first = !queued;
            queued = true;
        }
        if (first && !connection.output().add(entry)) {
            throw new GatewayException(503, "the peer does not read its answers", Disposition.CLOSE_NOW);
        }
        if (first) {
            connection.pump().afterwards(connection.output()::flush);
        }
    }

    /** Sends a line on STDERR; the stream is complete with it. */
    static void stderr(GatewayConnection connection, int requestId, String line) {
        byte[] text = (line + '\n').getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_STDERR);
        int padding = FastCgiEncoder.padding(length);
        ByteBuffer record = ByteBuffer.allocate(2 * FastCgiEncoder.HEADER_LENGTH + length + padding);
        FastCgiEncoder.header(record, RecordType.STDERR, requestId, length, padding);
        record.put(text, 0, length);
        FastCgiEncoder.padding(record, padding);
        FastCgiEncoder.header(record, RecordType.STDERR, requestId, 0, 0);
        connection.output().send(new Packet(record.flip()));
    }

    /** All answers that wait, whenever it is their turn. */
    private final class Entry implements OutputQueue.Entry {
        @Override
        public ByteBuffer[] next() {
            synchronized (this) {
                ByteBuffer bytes = waiting;
                waiting = null;
                queued = bytes != null;
                return bytes == null ? null : new ByteBuffer[] {bytes.flip()};
            }
        }

        @Override
        public void succeeded() {
            if (closeWhenOut) {
                connection.finish(false);
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
