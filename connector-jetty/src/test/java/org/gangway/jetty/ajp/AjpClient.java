package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** A web server's connection to a container: it sends any bytes and takes the answers apart. Blocking. */
final class AjpClient implements Closeable {
    final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(256 * 1024).flip();
    private int reads;

    AjpClient(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        if (address instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    AjpClient send(byte[]... parts) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(AjpWire.join(parts));
        while (all.hasRemaining()) {
            channel.write(all);
        }
        return this;
    }

    private void fill() throws IOException {
        input.compact();
        int read = channel.read(input);
        input.flip();
        reads++;
        if (read < 0) {
            throw new EOFException("the connection ends");
        }
    }

    /** Reads the next response to its end. */
    AjpAnswer answer() throws IOException {
        AjpAnswer answer = new AjpAnswer();
        while (!answer.take(input)) {
            fill();
        }
        return answer;
    }

    /** Reads until so many packets of the next response are there. */
    AjpAnswer packets(int count) throws IOException {
        AjpAnswer answer = new AjpAnswer();
        while (answer.packets().size() < count) {
            fill();
            answer.take(input);
        }
        return answer;
    }

    /** Reads on once. */
    AjpAnswer more(AjpAnswer answer) throws IOException {
        fill();
        answer.take(input);
        return answer;
    }

    /** Reads a response on to its end. */
    AjpAnswer rest(AjpAnswer answer) throws IOException {
        while (!answer.take(input)) {
            fill();
        }
        return answer;
    }

    /** Whether what comes next is CPONG. */
    boolean isPong() throws IOException {
        byte[] pong = new byte[AjpWire.CPONG.length];
        while (input.remaining() < pong.length) {
            fill();
        }
        input.get(pong);
        return Arrays.equals(pong, AjpWire.CPONG);
    }

    /** CPING, and whether CPONG is all that comes: nothing of an earlier request is left. */
    boolean isInStep() throws IOException {
        return send(AjpWire.CPING).isPong() && !input.hasRemaining();
    }

    /** Whether the connection ends here, without a byte more. */
    boolean isAtEnd() throws IOException {
        return !input.hasRemaining() && channel.read(ByteBuffer.allocate(1)) < 0;
    }

    /** Reads to the end of the connection. */
    byte[] toEnd() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(64 * 1024).put(input);
        while (channel.read(all) >= 0) {
            assertThat(all.hasRemaining()).isTrue();
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    int reads() {
        return reads;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
