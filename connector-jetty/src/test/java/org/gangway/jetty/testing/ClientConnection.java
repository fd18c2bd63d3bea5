package org.gangway.jetty.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One connection of a web server to the connector under test, whatever the protocol. Blocking; the timeout of the test
 * interrupts what takes too long.
 */
public class ClientConnection implements Closeable {
    public final SocketChannel channel;

    /** What has come and is not taken yet: from its position to its limit. */
    protected final ByteBuffer input = ByteBuffer.allocate(256 * 1024).flip();

    private int reads;

    public ClientConnection(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        if (address instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /** The address of a port of this machine. */
    public static SocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The address that a server says it is at: {@code HOST:PORT}, or {@code unix:} and the path of a socket. */
    public static SocketAddress address(String text) {
        if (text.startsWith("unix:")) {
            return UnixDomainSocketAddress.of(text.substring("unix:".length()));
        }
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Sends one thing after the other, in one write as far as the system takes it. */
    public ClientConnection send(byte[]... parts) throws IOException {
        write(ByteBuffer.wrap(Bytes.join(parts)));
        return this;
    }

    public final void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Reads once, behind what is not taken yet; false at the end of the connection. */
    protected final boolean fill() throws IOException {
        input.compact();
        try {
            int read = channel.read(input);
            reads++;
            return read >= 0;
        } finally {
            input.flip();
        }
    }

    /** How many reads it took, the one that found the end included. */
    public final int reads() {
        return reads;
    }

    /** Whether the connection ends here, without a byte more. A reset counts as an end. */
    public boolean isAtEnd() {
        try {
            return !input.hasRemaining() && !fill();
        } catch (IOException reset) {
            return !Thread.currentThread().isInterrupted() && channel.isOpen();
        }
    }

    /** Hands over everything up to the end of the connection. */
    private void drain(OutputStream out) throws IOException {
        do {
            out.write(input.array(), input.position(), input.remaining());
            input.position(input.limit());
        } while (fill());
    }

    /** Reads everything up to the end of the connection, which must not be a reset. */
    public final byte[] toEnd() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        drain(out);
        return out.toByteArray();
    }

    /** Reads everything up to the end of the connection, or its reset. */
    public final byte[] rest() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            drain(out);
        } catch (IOException reset) {
            if (!channel.isOpen()) {
                throw new IllegalStateException(reset);
            }
        }
        return out.toByteArray();
    }

    /** Ends the connection with a reset. */
    public final void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    public final void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
