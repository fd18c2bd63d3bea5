package org.gangway.jetty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The child process of {@link InheritedSocketTest}: serves file descriptor 0 until SIGTERM. Arguments: its name, a
 * directory to report to, and the allowed peers, if any. One that is named "paused" accepts nothing, although its acceptor
 * waits for a connection already.
 */
final class InheritedServer {
    private InheritedServer() {}

    public static void main(String[] args) throws Exception {
        Path report = Path.of(args[1]).resolve(args[0]);
        TestServer server = new TestServer(args[0], null);
        server.connector.setInheritChannel(true);
        if (args.length > 2) {
            server.connector.setAllowedPeers(args[2]);
        }
        server.server.setStopTimeout(10_000);
        try {
            server.start();
        } catch (IOException e) {
            tell(report, (UnixSocketConnector.inheritedAddress() != null) + " " + e.getMessage());
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.server.stop();
                LoggerFactory.getLogger(InheritedServer.class).warn("the last log line");
            } catch (Exception e) {
                LoggerFactory.getLogger(InheritedServer.class).warn("stop failed", e);
            }
        }));
        if (args[0].equals("paused")) {
            SocketClient.until("an acceptor at work", InheritedServer::isAcceptorAtWork);
            server.connector.setAccepting(false);
        }
        tell(report, "serving " + server.connector.getLocalSocketAddress());
    }

    private static boolean isAcceptorAtWork() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(line -> line.getClassName().equals("sun.nio.ch.ServerSocketChannelImpl")
                        && line.getMethodName().equals("implAccept"));
    }

    private static void tell(Path report, String text) throws IOException {
        Path whole = Files.writeString(Path.of(report + ".new"), text);
        Files.move(whole, report, StandardCopyOption.ATOMIC_MOVE);
    }
}
