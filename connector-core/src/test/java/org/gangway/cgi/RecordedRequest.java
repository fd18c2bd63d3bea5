package org.gangway.cgi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gangway.request.RequestLimits;

/** One request of a FastCGI recording, read as simply as can be: the files are whole and well-formed. */
final class RecordedRequest {
    final int role;
    final ByteArrayOutputStream params = new ByteArrayOutputStream();
    final ByteArrayOutputStream stdin = new ByteArrayOutputStream();
    private boolean complete;

    private RecordedRequest(int role) {
        this.role = role;
    }

    static List<RecordedRequest> of(byte[] recording) {
        List<RecordedRequest> requests = new ArrayList<>();
        Map<Integer, RecordedRequest> active = new TreeMap<>();
        ByteBuffer in = ByteBuffer.wrap(recording);
        while (in.remaining() >= 8) {
            int type = in.getShort() & 0xFF;
            int id = in.getShort();
            int length = in.getShort() & 0xFFFF;
            int padding = in.getShort() >> 8 & 0xFF;
            byte[] content = new byte[Math.min(length, in.remaining())];
            in.get(content).position(Math.min(in.position() + padding, in.limit()));
            switch (type) {
                case 1 -> {
                    RecordedRequest request = new RecordedRequest(content[1]);
                    active.put(id, request);
                    requests.add(request);
                }
                case 4 -> {
                    active.get(id).params.writeBytes(content);
                    active.get(id).complete |= length == 0;
                }
                case 5 -> active.get(id).stdin.writeBytes(content);
                default -> {}
            }
        }
        return requests.stream().filter(request -> request.complete).toList();
    }

    CgiVariables variables() {
        CgiVariables variables = new CgiVariables(new RequestLimits());
        fill(variables);
        return variables;
    }

    void fill(CgiVariables variables) {
        ByteBuffer in = ByteBuffer.wrap(params.toByteArray());
        variables.append(in.duplicate());
        while (in.hasRemaining()) {
            int nameLength = length(in);
            int valueLength = length(in);
            variables.add(in.position(), nameLength, in.position() + nameLength, valueLength);
            in.position(in.position() + nameLength + valueLength);
        }
    }

    private static int length(ByteBuffer in) {
        int first = in.get();
        return first >= 0 ? first : in.position(in.position() - 1).getInt() & 0x7FFFFFFF;
    }
}
