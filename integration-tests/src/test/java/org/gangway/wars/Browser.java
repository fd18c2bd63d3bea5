package org.gangway.wars;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gangway.it.Response;

/** A client of one site: it sends requests as they are, each on a connection of its own, and keeps cookies. */
final class Browser {
    private static final int PATIENCE_MS = 60_000;
    private static final int CHUNK_BYTES = 7000;

    private final Site site;
    private final Cookies cookies = new Cookies();

    Browser(Site site) {
        this.site = site;
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @param target what goes into the request line
     * @param headers lines without Host, Cookie and Content-Length
     * @param chunked whether the body goes out in chunks
     */
    Exchange send(String key, String method, String target, List<String> headers, byte[] body, boolean chunked) {
        String path = target.replaceAll("[?;].*", "");
        StringBuilder head =
                new StringBuilder(method + ' ' + target + " HTTP/1.1\r\nHost: " + site.authority() + "\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        String cookie = cookies.header(path);
        if (!cookie.isEmpty()) {
            head.append("Cookie: ").append(cookie).append("\r\n");
        }
        if (chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
            socket.setSoTimeout(PATIENCE_MS);
            OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.UTF_8));
            out.write(chunked ? inChunks(body) : body);
            out.flush();
            Response response = Response.read(new BufferedInputStream(socket.getInputStream()), method);
            Exchange exchange =
                    new Exchange(key, method, target, response.status(), response.headers(), response.bytes());
            exchange.values("Set-Cookie").forEach(value -> cookies.take(value, path));
            return exchange;
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            byte[] reason = ("no valid answer: " + e).getBytes(StandardCharsets.UTF_8);
            return new Exchange(key, method, target, 0, List.of(), reason);
        }
    }

    /** Starts as somebody else. */
    void forget() {
        cookies.clear();
    }

    private static byte[] inChunks(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; from += CHUNK_BYTES) {
            int size = Math.min(CHUNK_BYTES, body.length - from);
            out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, from, size);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
