package org.gangway.launcher.ping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gangway.fastcgi.FastCgiEncoder;
import org.gangway.fastcgi.NameValuePairs;
import org.gangway.fastcgi.ProtocolStatus;
import org.gangway.fastcgi.RecordType;
import org.gangway.fastcgi.Role;

/** FastCGI 1.0: GET_VALUES (section 4.1), or a GET in the role of a Responder (section 6.2). */
public final class FastCgiQuestion implements Question {
    private static final int VERSION = 1;
    private static final int REQUEST_ID = 1;
    private static final int MOST_STDERR_BYTES = 200;
    private static final List<String> VALUES = List.of("FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS");

    private final PathAndQuery target;
    private final CgiStatus status = new CgiStatus();
    private final StringBuilder stderr = new StringBuilder();

    /**
     * @param target what to GET, or null for GET_VALUES
     */
    public FastCgiQuestion(PathAndQuery target) {
        this.target = target;
    }

    @Override
    public String protocol() {
        return "fcgi";
    }

    @Override
    public ByteBuffer request() {
        return target == null ? getValues() : get(target.variables());
    }

    private static ByteBuffer getValues() {
        ByteBuffer pairs = ByteBuffer.allocate(128);
        for (String name : VALUES) {
            NameValuePairs.write(pairs, name.getBytes(StandardCharsets.US_ASCII), new byte[0]);
        }
        ByteBuffer request = ByteBuffer.allocate(256);
        record(request, RecordType.GET_VALUES, 0, pairs.flip());
        return request.flip();
    }

    private static ByteBuffer get(Map<String, String> variables) {
        ByteBuffer pairs = ByteBuffer.allocate(FastCgiEncoder.MAX_CONTENT);
        variables.forEach((name, value) -> NameValuePairs.write(
                pairs, name.getBytes(StandardCharsets.US_ASCII), value.getBytes(StandardCharsets.UTF_8)));
        ByteBuffer request = ByteBuffer.allocate(pairs.position() + 64);
        ByteBuffer begin = ByteBuffer.allocate(8).putShort((short) Role.RESPONDER.code());
        record(request, RecordType.BEGIN_REQUEST, REQUEST_ID, begin.rewind());
        record(request, RecordType.PARAMS, REQUEST_ID, pairs.flip());
        record(request, RecordType.PARAMS, REQUEST_ID, ByteBuffer.allocate(0));
        record(request, RecordType.STDIN, REQUEST_ID, ByteBuffer.allocate(0));
        return request.flip();
    }

    private static void record(ByteBuffer request, RecordType type, int requestId, ByteBuffer content) {
        int padding = FastCgiEncoder.padding(content.remaining());
        FastCgiEncoder.header(request, type, requestId, content.remaining(), padding);
        request.put(content);
        FastCgiEncoder.padding(request, padding);
    }

    @Override
    public Answer answer(PingConnection connection) throws PingFailure {
        while (true) {
            ByteBuffer header = ByteBuffer.wrap(connection.read(FastCgiEncoder.HEADER_LENGTH));
            RecordType type = header.get() == VERSION ? RecordType.of(header.get() & 0xFF) : null;
            if (type == null) {
                throw connection.foreign("FastCGI");
            }
            int requestId = header.getShort() & 0xFFFF;
            byte[] content = connection.read(header.getShort() & 0xFFFF);
            connection.read(header.get() & 0xFF);
            if (requestId != (target == null ? 0 : REQUEST_ID)) {
                continue;
            }
            Answer answer = target == null ? ofValues(connection, type, content) : ofRequest(connection, type, content);
            if (answer != null) {
                return answer;
            }
        }
    }

    private static Answer ofValues(PingConnection connection, RecordType type, byte[] content) throws PingFailure {
        if (type == RecordType.UNKNOWN_TYPE) {
            return Answer.ofProtocol("GET_VALUES", "it doesn't know it");
        }
        List<String> values = new ArrayList<>();
        if (type != RecordType.GET_VALUES_RESULT
                || !NameValuePairs.read(content, (name, value) -> values.add(name + '=' + value))) {
            throw connection.foreign("FastCGI");
        }
        return Answer.ofProtocol("GET_VALUES", PingConnection.printable(String.join(", ", values)));
    }

    private Answer ofRequest(PingConnection connection, RecordType type, byte[] content) throws PingFailure {
        switch (type) {
            case STDOUT -> status.take(content, content.length);
            case STDERR -> {
                int room = MOST_STDERR_BYTES - stderr.length();
                String text = new String(content, StandardCharsets.UTF_8);
                stderr.append(text, 0, Math.min(Math.max(room, 0), text.length()));
            }
            case END_REQUEST -> {
                checkEnd(content.length == 8 ? content[4] : -1);
                return Answer.ofGet(target, status.value(), PingConnection.printable(stderr.toString()));
            }
            default -> throw connection.foreign("FastCGI");
        }
        return null;
    }

    private static void checkEnd(int protocolStatus) throws PingFailure {
        if (protocolStatus == ProtocolStatus.REQUEST_COMPLETE.code()) {
            return;
        }
        for (ProtocolStatus known : ProtocolStatus.values()) {
            if (known.code() == protocolStatus) {
                throw new PingFailure("the request was refused (" + known + "); look into the log of the server");
            }
        }
        throw new PingFailure("the request ended with an unknown status; look into the log of the server");
    }
}
