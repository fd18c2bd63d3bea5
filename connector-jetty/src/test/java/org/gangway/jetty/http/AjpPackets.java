package org.gangway.jetty.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The packets of a container, one after the other, for a test that plays the web server by itself. */
final class AjpPackets implements Closeable {
    private static final int SEND_BODY_CHUNK = 3;
    private static final int SEND_HEADERS = 4;
    private static final int END_RESPONSE = 5;
    private static final int GET_BODY_CHUNK = 6;

    private final SocketChannel web;
    private final StringBuilder answer = new StringBuilder();
    private boolean reused;

    AjpPackets(SocketChannel web) {
        this.web = web;
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (web.read(bytes) < 0) {
                throw new EOFException("the connection ends");
            }
        }
        return bytes.flip();
    }

    /** Reads a packet and returns its type. */
    private int next() throws IOException {
        ByteBuffer payload = read(read(4).getShort(2) & 0xFFFF);
        int type = payload.get();
        if (type == SEND_HEADERS) {
            answer.append("Status: ").append(payload.getShort());
        } else if (type == SEND_BODY_CHUNK) {
            int length = payload.getShort() & 0xFFFF;
            answer.append(StandardCharsets.ISO_8859_1.decode(payload.slice(payload.position(), length)));
        } else if (type == END_RESPONSE) {
            reused = payload.get() == 1;
        }
        return type;
    }

    /** The next packet asks for more of the body. */
    void awaitGetBodyChunk() throws IOException {
        int type = next();
        if (type != GET_BODY_CHUNK) {
            throw new AssertionError("a packet of type " + type + " where GET_BODY_CHUNK was expected: " + answer);
        }
    }

    /** Reads on to END_RESPONSE; nothing is asked for any more. Returns the status and the body. */
    String awaitEnd() throws IOException {
        int type = next();
        while (type != END_RESPONSE) {
            if (type == GET_BODY_CHUNK) {
                throw new AssertionError("GET_BODY_CHUNK where nothing is left");
            }
            type = next();
        }
        String text = answer.toString();
        answer.setLength(0);
        return text;
    }

    /** What END_RESPONSE said of the connection. */
    boolean isReused() {
        return reused;
    }

    @Override
    public void close() {
        // The connection is the test's.
    }
}
