package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.thread.AutoLock;
import org.gangway.fastcgi.FastCgiEncoder;
import org.gangway.fastcgi.ProtocolStatus;
import org.gangway.fastcgi.RecordType;

/**
 * The records of a connection that are no part of a response: answers to management records (FastCGI specification,
 * section 4), ends of requests that were not begun, and lines on STDERR.
 */
final class FastCgiAnswers {
    static final String MPXS_CONNS = "FCGI_MPXS_CONNS";

    private static final int MAX_STDERR = 4096;

    private final FastCgiConnection connection;
    private final FastCgiSettings settings;
    private List<Answer> waiting;

    FastCgiAnswers(FastCgiConnection connection, FastCgiSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    /** Answers GET_VALUES. Called under the connection's lock. */
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
        answer(FastCgiEncoder.getValuesResult(values), false);
    }

    /** Answers a management record of an unknown type. Called under the connection's lock. */
    void unknownType(int type) {
        ByteBuffer record = ByteBuffer.allocate(FastCgiEncoder.END_REQUEST_LENGTH);
        FastCgiEncoder.unknownType(record, type);
        answer(record.flip(), false);
    }

    /** Ends a request that was not begun, and the connection if asked to. Called under the connection's lock. */
    void endRequest(int requestId, ProtocolStatus status, boolean close) {
        ByteBuffer record = ByteBuffer.allocate(FastCgiEncoder.END_REQUEST_LENGTH);
        FastCgiEncoder.endRequest(record, requestId, 0, status);
        answer(record.flip(), close);
    }

    /** Sends a line on STDERR; the stream is complete with it. */
    void stderr(int requestId, String line) {
        byte[] text = (line + '\n').getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_STDERR);
        int padding = FastCgiEncoder.padding(length);
        ByteBuffer record = ByteBuffer.allocate(2 * FastCgiEncoder.HEADER_LENGTH + length + padding);
        FastCgiEncoder.header(record, RecordType.STDERR, requestId, length, padding);
        record.put(text, 0, length);
        FastCgiEncoder.padding(record, padding);
        FastCgiEncoder.header(record, RecordType.STDERR, requestId, 0, 0);
        connection.flusher().send(new Answer(record.flip(), false));
    }

    /** One task sends all that the input gives cause for. */
    private void answer(ByteBuffer record, boolean close) {
        if (waiting == null) {
            waiting = new ArrayList<>(1);
            connection.ready(this::send);
        }
        waiting.add(new Answer(record, close));
    }

    private void send() {
        List<Answer> answers;
        try (AutoLock ignored = connection.lock.lock()) {
            answers = waiting;
            waiting = null;
        }
        answers.forEach(connection.flusher()::send);
    }

    /** A record that belongs to no response. */
    private final class Answer implements GatewayFlusher.Entry {
        private final boolean close;
        private ByteBuffer record;

        private Answer(ByteBuffer record, boolean close) {
            this.record = record;
            this.close = close;
        }

        @Override
        public ByteBuffer[] next() {
            ByteBuffer next = record;
            record = null;
            return next == null ? null : new ByteBuffer[] {next};
        }

        @Override
        public void succeeded() {
            if (close) {
                connection.finish(false);
            }
        }

        @Override
        public void failed(Throwable x) {
            connection.getEndPoint().close(x);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
