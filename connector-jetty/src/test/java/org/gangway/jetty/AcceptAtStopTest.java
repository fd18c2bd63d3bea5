package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.SocketClient.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that is being accepted when its connector stops is closed, and its client doesn't wait. */
@Timeout(30)
class AcceptAtStopTest {
    /** The JDK's, slowly: it has accepted, and forgets that if it is interrupted before it returns. */
    private static final class SlowlyListening extends ServerSocketChannel {
        private final ServerSocketChannel listening;
        private final CountDownLatch accepted = new CountDownLatch(1);
        private final CountDownLatch returns = new CountDownLatch(1);
        private final CountDownLatch interrupted = new CountDownLatch(1);

        SlowlyListening() throws IOException {
            super(SelectorProvider.provider());
            listening = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        public SocketChannel accept() throws IOException {
            SocketChannel channel = listening.accept();
            accepted.countDown();
            try {
                returns.await();
            } catch (InterruptedException x) {
                interrupted.countDown();
                throw (IOException) new ClosedByInterruptException().initCause(x);
            }
            return channel;
        }

        @Override
        public ServerSocket socket() {
            return listening.socket();
        }

        @Override
        public SocketAddress getLocalAddress() throws IOException {
            return listening.getLocalAddress();
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            listening.close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) {}

        @Override
        public ServerSocketChannel bind(SocketAddress local, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }
    }

    private interface Ending {
        void end(TcpSocketConnector connector) throws Exception;
    }

    private static void assertClosed(Ending ending) throws Exception {
        Server server = new Server();
        TcpSocketConnector connector = new TcpSocketConnector(server, 1, 1, new ScgiConnectionFactory());
        server.addConnector(connector);
        SlowlyListening listening = new SlowlyListening();
        connector.open(listening);
        server.start();
        try (SocketChannel web = SocketChannel.open(listening.getLocalAddress())) {
            assertThat(listening.accepted.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> ended = new CompletableFuture<>();
            Thread stopper = new Thread(() -> {
                try {
                    ending.end(connector);
                    ended.complete(null);
                } catch (Throwable x) {
                    ended.completeExceptionally(x);
                }
            });
            stopper.start();
            until(
                    "the stop waits for the acceptor, or interrupts it",
                    () -> listening.interrupted.getCount() == 0
                            || (!listening.isOpen() && stopper.getState() == Thread.State.WAITING));
            listening.returns.countDown();
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return web.read(ByteBuffer.allocate(1));
                } catch (IOException reset) {
                    return -1;
                }
            });
            ended.get(10, TimeUnit.SECONDS);
            connector.stop();
            assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
            until(
                    "its end point is forgotten",
                    () -> connector.getConnectedEndPoints().isEmpty());
        } finally {
            listening.returns.countDown();
            server.stop();
        }
    }

    @Test
    void itsConnectionIsClosedByAStop() throws Exception {
        assertClosed(TcpSocketConnector::stop);
    }

    @Test
    void itsConnectionIsClosedByAStopAfterAShutdown() throws Exception {
        assertClosed(connector -> {
            CompletableFuture<Void> unused = connector.shutdown();
        });
    }
}
