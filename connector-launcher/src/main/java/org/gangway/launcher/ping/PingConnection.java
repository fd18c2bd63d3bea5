package org.gangway.launcher.ping;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A connection to a server, all steps of which together take no longer than a time: connecting, writing and reading.
 * Not thread-safe.
 */
public final class PingConnection implements Closeable {
    private static final String TLS_ALERT = "\25\3";
    private static final String LOOKS_LIKE_TLS =
            "it looks like TLS; give the address of gangway, not that of a web server";
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int SHOWN_BYTES = 24;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** The JDK takes one byte less than Linux does. */
    private static final int MAX_JDK_PATH_BYTES = PingTarget.MAX_PATH_BYTES - 1;

    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]+");

    private final PingTarget target;
    private final Duration timeout;
    private final long end;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private byte[] first = {};
    private SocketChannel channel;
    private Selector selector;

    private PingConnection(PingTarget target, Duration timeout) {
        this.target = target;
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Connects.
     *
     * @param target where to
     * @param timeout how long all may take, from now on
     * @return the connection
     * @throws PingFailure if nobody listens there, or not in time
     */
    public static PingConnection open(PingTarget target, Duration timeout) throws PingFailure {
        PingConnection connection = new PingConnection(target, timeout);
        try {
            connection.connect();
            return connection;
        } catch (IOException e) {
            connection.close();
            throw target.unreachable(e);
        } catch (PingFailure e) {
            connection.close();
            throw e;
        }
    }

    private void connect() throws IOException, PingFailure {
        SocketAddress address = target.resolve(timeout);
        selector = Selector.open();
        while (!connectTo(address)) {
            if (target.isUnix()) {
                // The accept queue is full, and the system won't say when there is room.
                channel.close();
                channel = null;
                if (remainingNanos() <= 0) {
                    throw new PingFailure("the server accepts no connections for " + seconds()
                            + " (its queue is full); look whether it hangs, and restart it");
                }
                LockSupport.parkNanos(RETRY_NANOS);
                continue;
            }
            channel.register(selector, SelectionKey.OP_CONNECT);
            await(SelectionKey.OP_CONNECT, "no connection");
            if (channel.finishConnect()) {
                return;
            }
        }
    }

    private boolean connectTo(SocketAddress address) throws IOException {
        if (channel == null) {
            channel = address instanceof UnixDomainSocketAddress
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
            channel.configureBlocking(false);
        }
        if (address instanceof UnixDomainSocketAddress unix
                && target.path().toString().getBytes(StandardCharsets.UTF_8).length > MAX_JDK_PATH_BYTES) {
            Path link = Files.createTempDirectory("gw").resolve("d");
            try {
                Files.createSymbolicLink(link, target.path().getParent());
                return channel.connect(
                        UnixDomainSocketAddress.of(link.resolve(unix.getPath().getFileName())));
            } finally {
                Files.deleteIfExists(link);
                Files.deleteIfExists(link.getParent());
            }
        }
        try {
            return channel.connect(address);
        } catch (SocketException e) {
            if (target.isUnix() && String.valueOf(e.getMessage()).contains("temporarily unavailable")) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Sends bytes. That the server doesn't take them is no failure yet: it may have answered before.
     *
     * @param bytes what to send
     * @throws PingFailure if the server doesn't read in time
     */
    public void write(ByteBuffer bytes) throws PingFailure {
        try {
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    await(SelectionKey.OP_WRITE, "the request isn't read");
                }
            }
        } catch (IOException e) {
            bytes.position(bytes.limit());
        }
    }

    /** Reads exactly so many bytes. */
    byte[] read(int length) throws PingFailure {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            if (!fill()) {
                throw first.length == 0 ? noAnswer() : cutOff();
            }
            int part = Math.min(in.remaining(), length - done);
            in.get(bytes, done, part);
            done += part;
        }
        return bytes;
    }

    /** Reads what is there; -1 at the end. */
    int readSome(byte[] bytes) throws PingFailure {
        if (!fill()) {
            return -1;
        }
        int length = Math.min(in.remaining(), bytes.length);
        in.get(bytes, 0, length);
        return length;
    }

    /** Waits for the first bytes. */
    void requireAnswer() throws PingFailure {
        if (!fill()) {
            throw noAnswer();
        }
    }

    /** Whether what came first is no text. */
    boolean isBinary() {
        return first.length > 0 && (first[0] < '\n' || startsWith("AB\0") || startsWith(TLS_ALERT));
    }

    private boolean fill() throws PingFailure {
        while (!in.hasRemaining()) {
            try {
                in.clear();
                int length = channel.read(in);
                in.flip();
                if (length < 0) {
                    return false;
                }
                if (length == 0) {
                    await(SelectionKey.OP_READ, first.length == 0 ? "no answer" : "the answer isn't complete");
                } else if (first.length == 0) {
                    first = Arrays.copyOf(in.array(), Math.min(length, SHOWN_BYTES));
                }
            } catch (IOException e) {
                in.limit(0);
                return false;
            }
        }
        return true;
    }

    private void await(int operation, String what) throws IOException, PingFailure {
        channel.register(selector, operation);
        while (true) {
            long nanos = remainingNanos();
            if (nanos <= 0) {
                throw new PingFailure(
                        what + " after " + seconds()
                                + "; look whether the server hangs, is busy or speaks another --protocol, or give a longer --timeout");
            }
            selector.selectedKeys().clear();
            if (selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos))) > 0) {
                return;
            }
        }
    }

    private long remainingNanos() {
        return end - System.nanoTime();
    }

    private String seconds() {
        return timeout.toMillis() < 1000 ? timeout.toMillis() + " ms" : timeout.toMillis() / 1000.0 + " s";
    }

    private static PingFailure noAnswer() {
        return new PingFailure("the server closed the connection without an answer; its log says why (another"
                + " --protocol, or this address isn't among its --allowed-clients)");
    }

    private PingFailure cutOff() {
        if (startsWith(TLS_ALERT)) {
            return new PingFailure("the answer is an alert: " + LOOKS_LIKE_TLS);
        }
        return new PingFailure("the server closed the connection within its answer; look into its log");
    }

    /**
     * What came is no answer of the protocol.
     *
     * @param protocol the protocol
     * @return what it looks like, and what to do
     */
    PingFailure foreign(String protocol) {
        String cause = "the answer isn't " + protocol + "'s: ";
        if (isHttp()) {
            return new PingFailure(
                    cause + "it looks like HTTP; give --protocol http, or the address of gangway if this is"
                            + " that of a web server");
        }
        if (startsWith(TLS_ALERT)) {
            return new PingFailure(cause + LOOKS_LIKE_TLS);
        }
        if (startsWith("AB\0")) {
            return new PingFailure(cause + "it looks like AJP13; give --protocol ajp");
        }
        if (startsWith("Status:") || startsWith("Content-")) {
            return new PingFailure(cause + "it looks like SCGI; give --protocol scgi");
        }
        if (first.length > 1 && first[0] == 1 && first[1] > 0 && first[1] < 12) {
            return new PingFailure(cause + "it looks like FastCGI; give --protocol fcgi");
        }
        return new PingFailure(cause + "it begins with \"" + beginning(new String(first, StandardCharsets.ISO_8859_1))
                + "\"; check what listens there");
    }

    /** Whether what came begins as a response of HTTP does. */
    boolean isHttp() {
        return startsWith("HTTP/");
    }

    private boolean startsWith(String text) {
        return new String(first, StandardCharsets.ISO_8859_1).startsWith(text);
    }

    /** A text on one line, in ASCII. */
    static String printable(String text) {
        return UNPRINTABLE.matcher(text.strip()).replaceAll(" ");
    }

    /** How a text begins, in ASCII. */
    static String beginning(String text) {
        return UNPRINTABLE
                .matcher(text.substring(0, Math.min(SHOWN_BYTES, text.length())))
                .replaceAll("?");
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            // What was to be learned is known.
            channel = null;
        }
    }
}
