package org.gangway.launcher.ping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** SCGI 1, which knows requests only: a GET. */
public final class ScgiQuestion implements Question {
    private static final int PART = 4096;
    private static final int BAD_REQUEST = 400;

    private final PathAndQuery target;

    /**
     * @param target what to GET, or null for the root
     */
    public ScgiQuestion(PathAndQuery target) {
        this.target = target == null ? PathAndQuery.ROOT : target;
    }

    @Override
    public String protocol() {
        return "scgi";
    }

    @Override
    public ByteBuffer request() {
        StringBuilder headers = new StringBuilder();
        target.variables().forEach((name, value) -> {
            headers.append(name).append('\0').append(value).append('\0');
            if (name.equals("CONTENT_LENGTH")) {
                headers.append("SCGI\0001\0");
            }
        });
        byte[] netstring = headers.toString().getBytes(StandardCharsets.UTF_8);
        byte[] length = (netstring.length + ":").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(length.length + netstring.length + 1)
                .put(length)
                .put(netstring)
                .put((byte) ',')
                .flip();
    }

    @Override
    public Answer answer(PingConnection connection) throws PingFailure {
        CgiStatus status = new CgiStatus();
        connection.requireAnswer();
        if (connection.isBinary()) {
            throw connection.foreign("SCGI");
        }
        byte[] part = new byte[PART];
        for (int length = connection.readSome(part); length >= 0; length = connection.readSome(part)) {
            status.take(part, length);
        }
        int value = status.value();
        if (value == BAD_REQUEST && status.isStatusLine()) {
            // No application would refuse this request so; a server of HTTP makes nothing of it.
            throw connection.foreign("SCGI");
        }
        return Answer.ofGet(target, value, "");
    }
}
