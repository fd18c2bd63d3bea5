package org.gangway.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Sends one GET over SCGI or AJP13 and gives back all that comes, as text. */
final class RawClient {
    private static final int FORWARD_REQUEST = 2;
    private static final int GET = 2;
    private static final int SECRET = 0x0C;
    private static final int ARE_DONE = 0xFF;

    private RawClient() {}

    static String scgi(String address, String path) throws IOException {
        String variables = String.join(
                "\0",
                "CONTENT_LENGTH",
                "0",
                "SCGI",
                "1",
                "REQUEST_METHOD",
                "GET",
                "REQUEST_URI",
                path,
                "SERVER_PROTOCOL",
                "HTTP/1.1",
                "HTTP_HOST",
                "www.example.test",
                "");
        return send(address, (variables.length() + ":" + variables + ",").getBytes(StandardCharsets.ISO_8859_1));
    }

    static String ajp(String address, String path, String secret) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(FORWARD_REQUEST);
        payload.write(GET);
        string(payload, "HTTP/1.1");
        string(payload, path);
        string(payload, "127.0.0.1");
        string(payload, "127.0.0.1");
        string(payload, "www.example.test");
        number(payload, 80);
        payload.write(0);
        number(payload, 0);
        payload.write(SECRET);
        string(payload, secret);
        payload.write(ARE_DONE);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        number(packet, 0x1234);
        number(packet, payload.size());
        payload.writeTo(packet);
        return send(address, packet.toByteArray());
    }

    /** Sends the bytes, ends the output, and reads until the end. */
    static String send(String address, byte[] bytes) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            // A connection that is closed with input unread is reset.
            return "";
        }
    }

    private static void number(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        number(out, bytes.length);
        out.writeBytes(bytes);
        out.write(0);
    }
}
