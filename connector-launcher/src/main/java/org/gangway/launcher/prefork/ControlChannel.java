package org.gangway.launcher.prefork;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines between a supervisor and a worker, both ways. Its end says that the other process is gone. Thread-safe.
 */
public final class ControlChannel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlChannel.class);
    private static final int MAX_LINE = 64 * 1024;

    private final SocketChannel channel;

    ControlChannel(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Connects to a supervisor.
     *
     * @param path its socket
     * @return the channel
     * @throws IOException if it is gone
     */
    public static ControlChannel connect(Path path) throws IOException {
        return new ControlChannel(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }

    /**
     * Says something; who is gone doesn't hear it.
     *
     * @param line what to say; it becomes one line
     */
    public void send(String line) {
        // Not by a stream of Channels: a thread that reads there keeps others from writing.
        ByteBuffer bytes = ByteBuffer.wrap((line.replace('\n', ' ') + '\n').getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            LOG.debug("Nobody hears {}", line, e);
        }
    }

    /**
     * Listens from now on, in a thread of its own.
     *
     * @param name of the thread
     * @param lines gets each line
     * @param end called once, when there are no more
     */
    public void listen(String name, Consumer<String> lines, Runnable end) {
        Thread thread = new Thread(
                () -> {
                    read(lines);
                    end.run();
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Consumer<String> lines) {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        lines.accept(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else if (line.size() < MAX_LINE) {
                        line.write(next);
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("The channel is broken", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing", e);
        }
    }
}
