package org.gangway.launcher.process;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file descriptor of a listening socket, which Java hides: a child gets none but its standard streams, so the socket
 * has to be one of them. Needs Linux's {@code /proc}.
 */
public final class ListeningDescriptor {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningDescriptor.class);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String SOCKET = "socket:";
    private static final String NOWHERE = "/dev/null";

    private ListeningDescriptor() {}

    /** Makes something that opens one socket. */
    @FunctionalInterface
    public interface Opening<T> {
        /**
         * Opens it.
         *
         * @return what has the socket
         * @throws IOException if it can't be opened
         */
        T open() throws IOException;
    }

    /**
     * Opens a socket and makes it standard input, too, for processes that are started from then on. No other thread may
     * open one meanwhile.
     *
     * @param <T> what has the socket
     * @param opening opens it
     * @return what it made
     * @throws IOException if it can't be opened, or if the system doesn't tell its number
     */
    public static <T> T putAtStandardInput(Opening<T> opening) throws IOException {
        // The JDK's first channel opens a socket more, for its own use.
        ServerSocketChannel.open().close();
        Map<Integer, String> before = sockets();
        T opened = opening.open();
        Map<Integer, String> made = sockets();
        made.keySet().removeAll(before.keySet());
        if (made.size() != 1) {
            throw new IOException("the system doesn't tell the number of its file descriptor");
        }
        try {
            Libc.dup2(made.keySet().iterator().next(), Libc.STDIN);
        } catch (LastErrorException e) {
            throw new IOException("cannot make it standard input (" + e.getMessage() + ")", e);
        }
        return opened;
    }

    /** Lets go of the socket at standard input, wherever else this process has it, without a word to its objects. */
    public static void release() {
        try {
            Map<Integer, String> sockets = sockets();
            String shared = sockets.get(Libc.STDIN);
            if (shared == null) {
                return;
            }
            int nowhere = Libc.open(NOWHERE, Libc.O_RDWR, 0);
            for (Map.Entry<Integer, String> socket : sockets.entrySet()) {
                if (socket.getValue().equals(shared)) {
                    Libc.dup2(nowhere, socket.getKey());
                }
            }
            Libc.close(nowhere);
        } catch (IOException | LastErrorException | LinkageError e) {
            LOG.debug("The socket stays open until the process ends", e);
        }
    }

    private static Map<Integer, String> sockets() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            throw new IOException("it needs " + DESCRIPTORS + ", which only Linux has");
        }
        Map<Integer, String> sockets = new TreeMap<>();
        try (DirectoryStream<Path> numbers = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path number : numbers) {
                String target = target(number);
                if (target.startsWith(SOCKET)) {
                    sockets.put(Integer.parseInt(number.getFileName().toString()), target);
                }
            }
        }
        return sockets;
    }

    private static String target(Path number) {
        try {
            return Files.readSymbolicLink(number).toString();
        } catch (IOException e) {
            LOG.trace("{} is closed by now", number, e);
            return "";
        }
    }
}
