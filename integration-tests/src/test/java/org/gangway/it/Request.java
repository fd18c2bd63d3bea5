package org.gangway.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An HTTP/1.1 request as the client writes it: the target goes out as it is, so that it may hold what a library would
 * normalise. A Host header comes with the connection unless one is given here.
 */
final class Request {
    private static final byte[] NOTHING = {};
    private static final int CHUNK_BYTES = 5000;

    private final String method;
    private final String target;
    private final List<String> headers;
    private final byte[] body;
    private final boolean chunked;

    private Request(String method, String target, List<String> headers, byte[] body, boolean chunked) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.chunked = chunked;
    }

    static Request get(String target) {
        return new Request("GET", target, List.of(), NOTHING, false);
    }

    static Request of(String method, String target) {
        return new Request(method, target, List.of(), NOTHING, false);
    }

    static Request post(String target, byte[] body) {
        return new Request("POST", target, List.of(), body, false);
    }

    String method() {
        return method;
    }

    Request header(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name + ": " + value);
        return new Request(method, target, List.copyOf(more), body, chunked);
    }

    Request inChunks() {
        return new Request(method, target, headers, body, true);
    }

    void writeTo(OutputStream out, String host) throws IOException {
        out.write(head(host).getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (!chunked) {
            out.write(body);
        } else {
            for (int from = 0; from < body.length; from += CHUNK_BYTES) {
                int size = Math.min(CHUNK_BYTES, body.length - from);
                out.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(body, from, size);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }

    private String head(String host) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (headers.stream().noneMatch(line -> line.regionMatches(true, 0, "Host:", 0, 5))) {
            head.append("Host: ").append(host).append("\r\n");
        }
        headers.forEach(line -> head.append(line).append("\r\n"));
        if (chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return head.append("\r\n").toString();
    }
}
