package org.gangway.jetty.ajp;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.Arrays;
import org.gangway.jetty.testing.ClientConnection;

/** A web server's connection to a container: it sends any bytes and takes the answers apart. Blocking. */
public final class AjpClient extends ClientConnection {
    public AjpClient(SocketAddress address) throws IOException {
        super(address);
    }

    @Override
    public AjpClient send(byte[]... parts) throws IOException {
        super.send(parts);
        return this;
    }

    /** Sends a GET over a connection of its own; further names and values follow, a null value takes one away. */
    public static AjpAnswer get(SocketAddress address, String uri, String... more) throws IOException {
        try (AjpClient web = new AjpClient(address)) {
            return web.send(AjpWire.get(uri, more)).answer();
        }
    }

    private void more() throws IOException {
        if (!fill()) {
            throw new EOFException("the connection ends");
        }
    }

    /** Reads the next response to its end. */
    public AjpAnswer answer() throws IOException {
        AjpAnswer answer = new AjpAnswer();
        while (!answer.take(input)) {
            more();
        }
        return answer;
    }

    /** Reads until so many packets of the next response are there. */
    AjpAnswer packets(int count) throws IOException {
        AjpAnswer answer = new AjpAnswer();
        while (answer.packets().size() < count) {
            more();
            answer.take(input);
        }
        return answer;
    }

    /** Reads on once. */
    AjpAnswer more(AjpAnswer answer) throws IOException {
        more();
        answer.take(input);
        return answer;
    }

    /** Reads a response on until the body has been asked for so many times. Nothing else may come before. */
    public void awaitAsked(AjpAnswer answer, int times) throws IOException {
        while (answer.asked() < times) {
            if (answer.take(input) || answer.hasHead()) {
                throw new AssertionError("nothing more is asked for: " + answer.text());
            }
            if (answer.asked() < times) {
                more();
            }
        }
    }

    /** Reads a response on to its end. */
    public AjpAnswer rest(AjpAnswer answer) throws IOException {
        while (!answer.take(input)) {
            more();
        }
        return answer;
    }

    /** Whether what comes next is CPONG. */
    boolean isPong() throws IOException {
        byte[] pong = new byte[AjpWire.CPONG.length];
        while (input.remaining() < pong.length) {
            more();
        }
        input.get(pong);
        return Arrays.equals(pong, AjpWire.CPONG);
    }

    /** CPING, and whether CPONG is all that comes: nothing of an earlier request is left. */
    boolean isInStep() throws IOException {
        return send(AjpWire.CPING).isPong() && !input.hasRemaining();
    }

    /** Whether the connection ends here, without a byte more. A reset is none of it. */
    @Override
    public boolean isAtEnd() {
        try {
            return !input.hasRemaining() && !fill();
        } catch (IOException reset) {
            throw new UncheckedIOException(reset);
        }
    }
}
