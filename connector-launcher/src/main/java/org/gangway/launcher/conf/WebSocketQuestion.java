package org.gangway.launcher.conf;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The handshake of a WebSocket, and a ping through it (RFC 6455, sections 4.1 and 5.5.2), as a browser's to a web server
 * on this machine.
 *
 * @param page where it is
 */
record WebSocketQuestion(HttpQuestion page) {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final int OPCODE = 0x0f;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xa;
    /** The last frame of a message, ping or close; masked, by a mask of zeros; empty. */
    private static final byte[] PING_FRAME = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};

    private static final byte[] CLOSE_FRAME = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};

    /** Asks; with the status 101 the ping has come back, too. */
    HttpQuestion.Answer ask() throws IOException {
        long begin = System.nanoTime();
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        try (Socket socket = page.connect()) {
            OutputStream out = socket.getOutputStream();
            String head = "GET " + page.path() + " HTTP/1.1\r\n" + page.fields()
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + Base64.getEncoder().encodeToString(key) + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String line = HttpQuestion.statusLine(head(in).lines().findFirst().orElse(null));
            int status = HttpQuestion.status(line);
            if (status == SWITCHING_PROTOCOLS) {
                out.write(PING_FRAME);
                out.flush();
                awaitPong(in);
                out.write(CLOSE_FRAME);
                out.flush();
            }
            return new HttpQuestion.Answer(status, line, (System.nanoTime() - begin) / 1_000_000);
        }
    }

    /** Byte by byte, as frames may follow at once. */
    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int octet = in.read();
            if (octet < 0 || head.length() > LONGEST_HEAD) {
                break;
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** The application may say something before. */
    private static void awaitPong(DataInputStream in) throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & OPCODE;
            long length = in.readUnsignedByte();
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            in.skipNBytes(length);
            if (opcode == PONG) {
                return;
            }
            if (opcode == CLOSE) {
                throw new IOException("the WebSocket is closed before it answers a ping");
            }
        }
    }

    /** How it is said. */
    @Override
    public String toString() {
        return "the WebSocket " + (page.tls() ? "wss://" : "ws://") + page.host() + page.path();
    }
}
