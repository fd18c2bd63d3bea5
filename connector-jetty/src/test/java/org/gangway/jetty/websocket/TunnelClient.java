package org.gangway.jetty.websocket;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gangway.jetty.testing.Bytes;
import org.gangway.jetty.testing.ClientConnection;

/** A web server that tunnels one connection of a client. Blocking; the timeout of the test interrupts what hangs. */
public abstract class TunnelClient extends ClientConnection {
    private byte[] came = {};
    private int from;
    private int to;

    TunnelClient(SocketAddress address) throws IOException {
        super(address);
    }

    /** The bytes of a request that may become a tunnel. */
    abstract byte[] head(String uri, String... more);

    /** The bytes that pass on what the client sends. */
    abstract byte[] part(byte[] bytes);

    /** Passes on that the client sends no more. */
    abstract void sendEnd() throws IOException;

    /** Reads once, and {@linkplain #add adds} what came; false at the end of the tunnel. */
    protected abstract boolean more() throws IOException;

    protected final void add(byte[] bytes, int offset, int length) {
        if (to + length > came.length) {
            byte[] larger = new byte[Math.max(2 * (to - from), to - from + length)];
            System.arraycopy(came, from, larger, 0, to - from);
            came = larger;
            to -= from;
            from = 0;
        }
        System.arraycopy(bytes, offset, came, to, length);
        to += length;
    }

    /** Takes the head of the response. */
    public final String head() throws IOException {
        while (true) {
            String text = new String(came, from, to - from, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                from += end + 4;
                return text.substring(0, end + 2);
            }
            if (!more()) {
                throw new EOFException("it ends in the head: " + text);
            }
        }
    }

    /** Takes so many bytes. */
    final byte[] take(int length) throws IOException {
        while (to - from < length) {
            if (!more()) {
                throw new EOFException("it ends before " + length + " bytes have come");
            }
        }
        from += length;
        return Arrays.copyOfRange(came, from - length, from);
    }

    /** Takes the next frame. */
    public final Frame frame() throws IOException {
        return Frame.read(this);
    }

    /** Takes the frames of a message, which Jetty cuts into several if it is large. */
    final byte[] message() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Frame frame;
        do {
            frame = frame();
            whole.writeBytes(frame.payload());
        } while ((frame.first() & Frame.FIN) == 0);
        return whole.toByteArray();
    }

    /** Sends frames. */
    public final void send(Frame... frames) throws IOException {
        for (Frame frame : frames) {
            send(part(frame.bytes()));
        }
    }

    /** Everything up to the end of the tunnel, which comes in good order. */
    final byte[] untilEnd() throws IOException {
        while (more()) {
            // Until there is no more.
        }
        return take(to - from);
    }

    static byte[] bytes(String text) {
        return Bytes.of(text);
    }
}
