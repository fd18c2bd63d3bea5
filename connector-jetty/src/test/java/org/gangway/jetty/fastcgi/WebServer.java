package org.gangway.jetty.fastcgi;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;

/**
 * One connection of a web server to the connector under test. Blocking; the timeout of the test interrupts what takes
 * too long.
 */
public final class WebServer implements Closeable {
    /** A record as it came. */
    @SuppressWarnings({"JavaLangClash", "ArrayRecordComponent"}) // the name of the specification; nobody compares them
    public record Record(int type, int id, byte[] content, int padding, int version, int reserved) {}

    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(256 * 1024).flip();
    private final Map<Integer, Answer> pending = new HashMap<>();
    private int reads;

    public WebServer(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        if (address instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    public SocketChannel channel() {
        return channel;
    }

    public WebServer send(byte[]... parts) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(Wire.join(parts));
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    /** How many reads brought something. */
    public int reads() {
        return reads;
    }

    private boolean fill() throws IOException {
        input.compact();
        try {
            int read = channel.read(input);
            reads++;
            return read >= 0;
        } finally {
            input.flip();
        }
    }

    private boolean need(int bytes) throws IOException {
        while (input.remaining() < bytes) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** The next record, or null if the connection ends before it begins. */
    public Record next() throws IOException {
        if (!need(8)) {
            if (input.hasRemaining()) {
                throw new EOFException("the connection ends in the header of a record");
            }
            return null;
        }
        long header = input.getLong();
        byte[] content = new byte[(int) (header >>> 16) & 0xFFFF];
        int padding = (int) (header >>> 8) & 0xFF;
        if (!need(content.length + padding)) {
            throw new EOFException("the connection ends in a record");
        }
        input.get(content);
        input.position(input.position() + padding);
        return new Record(
                (int) (header >>> 48) & 0xFF,
                (int) (header >>> 32) & 0xFFFF,
                content,
                padding,
                (int) (header >>> 56),
                (int) header & 0xFF);
    }

    /** Reads on until the answer to a request is complete; those to other requests are kept. */
    public Answer answer(int id) throws IOException {
        while (true) {
            Answer answer = pending.get(id);
            if (answer != null && answer.isComplete()) {
                return pending.remove(id);
            }
            Record record = next();
            if (record == null) {
                throw new EOFException("the connection ends before the answer to request " + id);
            }
            pending.computeIfAbsent(record.id(), Answer::new).add(record);
        }
    }

    /** Reads on until so much of a response's body is there. */
    public Answer atLeast(int id, int bodyBytes) throws IOException {
        while (true) {
            Answer answer = pending.computeIfAbsent(id, Answer::new);
            if (answer.hasHead() && answer.body().length >= bodyBytes) {
                return answer;
            }
            Record record = next();
            if (record == null) {
                throw new EOFException("the connection ends in the answer to request " + id);
            }
            pending.computeIfAbsent(record.id(), Answer::new).add(record);
        }
    }

    /** Whether the connection ends here, without a byte more. A reset counts as an end. */
    public boolean isAtEnd() {
        try {
            return !input.hasRemaining() && !fill();
        } catch (IOException reset) {
            return !Thread.currentThread().isInterrupted() && channel.isOpen();
        }
    }

    /** Reads everything up to the end of the connection, or its reset. */
    public byte[] rest() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            do {
                while (input.hasRemaining()) {
                    out.write(input.get());
                }
            } while (fill());
        } catch (IOException reset) {
            if (!channel.isOpen()) {
                throw new IllegalStateException(reset);
            }
        }
        return out.toByteArray();
    }

    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
