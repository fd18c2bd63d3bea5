package org.gangway.launcher.ping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** HTTP/1.1: a GET. */
public final class HttpQuestion implements Question {
    private static final int PART = 4096;

    private final PathAndQuery target;
    private final String host;

    /**
     * @param target what to GET, or null for the root
     * @param host the host to ask for, with its port if that is not 80
     */
    public HttpQuestion(PathAndQuery target, String host) {
        this.target = target == null ? PathAndQuery.ROOT : target;
        this.host = host;
    }

    @Override
    public String protocol() {
        return "http";
    }

    @Override
    public ByteBuffer request() {
        return StandardCharsets.UTF_8.encode("GET " + target.text() + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: "
                + PathAndQuery.USER_AGENT + "\r\nConnection: close\r\n\r\n");
    }

    @Override
    public Answer answer(PingConnection connection) throws PingFailure {
        CgiStatus status = new CgiStatus();
        connection.requireAnswer();
        if (!connection.isHttp()) {
            throw connection.foreign("HTTP");
        }
        byte[] part = new byte[PART];
        for (int length = connection.readSome(part); length >= 0; length = connection.readSome(part)) {
            status.take(part, length);
        }
        return Answer.ofGet(target, status.value(), "");
    }
}
