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

/**
 * The records of a connection that are no part of a response: answers to management records (FastCGI specification,
 * section 4) and ends of requests that were not begun.
 */
final class FastCgiAnswers {
    static final String MPXS_CONNS = "FCGI_MPXS_CONNS";

    private static final int MAX_STDERR = 4096;

    private final FastCgiSettings settings;
    private final WaitingAnswers waiting;

    FastCgiAnswers(GatewayConnection connection, FastCgiSettings settings) {
        this.settings = settings;
        this.waiting = new WaitingAnswers(
                connection, settings.getMaxAnswerBytes(), "answers that the peer does not read (maxAnswerBytes)");
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
        waiting.add(FastCgiEncoder.getValuesResult(values));
    }

    /** Answers a management record of an unknown type. */
    @GuardedBy("connection")
    void unknownType(int type) {
        ByteBuffer record = ByteBuffer.allocate(FastCgiEncoder.END_REQUEST_LENGTH);
        FastCgiEncoder.unknownType(record, type);
        waiting.add(record.flip());
    }

    /**
     * Ends a request that was not begun.
     *
     * @param close whether the connection is to be closed behind it
     */
    @GuardedBy("connection")
    void endRequest(int requestId, ProtocolStatus status, boolean close) {
        if (close) {
            waiting.closeWhenOut();
        }
        ByteBuffer record = ByteBuffer.allocate(FastCgiEncoder.END_REQUEST_LENGTH);
        FastCgiEncoder.endRequest(record, requestId, 0, status);
        waiting.add(record.flip());
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
}
