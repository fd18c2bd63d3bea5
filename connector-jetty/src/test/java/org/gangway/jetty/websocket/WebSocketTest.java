package org.gangway.jetty.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.GatewayServer.until;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.testing.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A WebSocket through each web server that tunnels one. */
@Timeout(60)
class WebSocketTest {
    private static final String DEFLATE = "permessage-deflate";

    /** RSV1. */
    private static final int COMPRESSED = 0x40;

    private ChatServer chat;

    private void start(Peer peer) throws Exception {
        chat = new ChatServer(peer.factory());
        chat.start();
    }

    private TunnelClient open(Peer peer, String... more) throws IOException {
        TunnelClient client = peer.open(chat.address(), "/chat", more);
        assertThat(client.head()).startsWith("Status: 101 ");
        // Before it is open nobody would be told that it is closed.
        client.send(Frame.ping("open"));
        assertThat(client.frame().text()).isEqualTo("open");
        return client;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException x) {
            throw new IllegalStateException(x);
        }
    }

    @AfterEach
    void stop() throws IOException {
        chat.close();
    }

    @ParameterizedTest
    @EnumSource
    void aTextComesBack(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = peer.open(chat.address(), "/chat")) {
            assertThat(client.head())
                    .startsWith("Status: 101 Switching Protocols\r\n")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .containsIgnoringCase("\r\nUpgrade: WebSocket\r\n")
                    .containsIgnoringCase("\r\nConnection: Upgrade\r\n")
                    .doesNotContainIgnoringCase("Content-Length");
            client.send(Frame.text("one"));
            assertThat(client.frame().text()).isEqualTo("one");
            client.send(Frame.close(1000));
            assertThat(client.frame().code()).isEqualTo(1000);
            assertThat(client.untilEnd()).isEmpty();
        }
        chat.assertNoConnection();
        assertThat(chat.seen).containsExactly(1000);
    }

    @ParameterizedTest
    @EnumSource
    void bytesFragmentsAndPings(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = open(peer)) {
            byte[] all = new byte[256];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) i;
            }
            client.send(Frame.binary(all));
            Frame answer = client.frame();
            assertThat(answer.opcode()).isEqualTo(Frame.BINARY);
            assertThat(answer.payload()).isEqualTo(all);
            client.send(
                    new Frame(Frame.TEXT, "on".getBytes(StandardCharsets.UTF_8)),
                    Frame.ping("between"),
                    new Frame(Frame.CONTINUATION, "e".getBytes(StandardCharsets.UTF_8)),
                    new Frame(Frame.FIN | Frame.CONTINUATION, new byte[0]));
            Frame pong = client.frame();
            assertThat(pong.opcode()).isEqualTo(Frame.PONG);
            assertThat(pong.text()).isEqualTo("between");
            assertThat(client.frame().text()).isEqualTo("one");
            client.send(Frame.binary(new byte[0]));
            assertThat(client.frame().payload()).isEmpty();
        }
    }

    /** lighttpd and nginx may pass on what comes first together with the request. */
    @ParameterizedTest
    @EnumSource
    void whatComesWithTheHandshakeIsKept(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = peer.connect(chat.address())) {
            client.send(
                    client.head("/chat", peer.handshake("/chat")),
                    client.part(Frame.text("early").bytes()));
            client.head();
            assertThat(client.frame().text()).isEqualTo("early");
        }
    }

    @ParameterizedTest
    @EnumSource
    void wholeAndByteByByteAndAtRandom(Peer peer) throws Exception {
        start(peer);
        Random random = new Random(7);
        for (int round = 0; round < 3; round++) {
            try (TunnelClient client = peer.connect(chat.address())) {
                byte[] bytes = Bytes.join(
                        client.head("/chat", peer.handshake("/chat")),
                        client.part(Frame.text("a".repeat(200)).bytes()),
                        client.part(Frame.ping("p").bytes()),
                        client.part(Frame.close(4711).bytes()));
                int at = 0;
                while (at < bytes.length) {
                    int length = round == 0 ? bytes.length : round == 1 ? 1 : 1 + random.nextInt(97);
                    int end = Math.min(bytes.length, at + length);
                    client.write(ByteBuffer.wrap(bytes, at, end - at));
                    at = end;
                }
                client.head();
                assertThat(client.frame().text()).hasSize(200);
                assertThat(client.frame().opcode()).isEqualTo(Frame.PONG);
                assertThat(client.frame().code()).isEqualTo(4711);
                assertThat(client.untilEnd()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sixteenMegabytesBothWays(Peer peer) throws Exception {
        start(peer);
        byte[] large = new byte[16 * 1024 * 1024];
        new Random(1).nextBytes(large);
        try (TunnelClient client = open(peer)) {
            client.send(Frame.binary(large));
            assertThat(Arrays.equals(client.message(), large)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatIsTooLargeIsClosedWith1009(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = open(peer)) {
            Thread sender = new Thread(() -> {
                try {
                    client.send(Frame.text("a".repeat(30_000_000)));
                } catch (IOException gone) {
                    chat.seen.add("gone");
                }
            });
            sender.start();
            Frame close = client.frame();
            assertThat(close.opcode()).isEqualTo(Frame.CLOSE);
            assertThat(close.code()).isEqualTo(1009);
            sender.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationClosesWithItsOwnCode(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = open(peer)) {
            client.send(Frame.text("close 4001"));
            assertThat(client.frame().code()).isEqualTo(4001);
            client.send(Frame.close(4001));
            assertThat(client.untilEnd()).isEmpty();
        }
        until(() -> "it is closed with 4001, not " + chat.seen, () -> chat.seen.contains(4001));
    }

    @ParameterizedTest
    @EnumSource
    void theClientGoesWithoutAWord(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = open(peer)) {
            client.sendEnd();
            until("onClose", () -> chat.seen.contains(1006));
            assertThat(client.untilEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWebServerGoesAway(Peer peer) throws Exception {
        start(peer);
        open(peer).reset();
        until("onClose", () -> chat.seen.contains(1006));
        open(peer).close();
        until(
                "onClose",
                () -> chat.seen.stream().filter(Integer.valueOf(1006)::equals).count() == 2);
        chat.assertNoConnection();
    }

    /** A client that doesn't read is waited for as long as Jetty has it, and holds up no thread. */
    @ParameterizedTest
    @EnumSource
    void aClientThatDoesNotReadIsLeft(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = open(peer)) {
            client.send(Frame.text("flood"));
            until("the flood is over", () -> chat.seen.contains("stuck"));
        }
        chat.assertNoConnection();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsIdleIsClosedWith1001(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = open(peer)) {
            client.send(Frame.text("idle 200"));
            assertThat(client.frame().text()).isEqualTo("idle 200");
            Frame close = client.frame();
            assertThat(close.code()).isEqualTo(1001);
            assertThat(client.untilEnd()).isEmpty();
        }
    }

    /** The timeout of the connector is for requests. */
    @ParameterizedTest
    @EnumSource
    void theConnectorsIdleTimeoutIsNotAWebSockets(Peer peer) throws Exception {
        chat = new ChatServer(peer.factory());
        chat.idleTimeout = 40;
        chat.start();
        try (TunnelClient client = open(peer)) {
            TimeUnit.MILLISECONDS.sleep(200);
            client.send(Frame.text("one"));
            assertThat(client.frame().text()).isEqualTo("one");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStopIsToldWith1001(Peer peer) throws Exception {
        start(peer);
        chat.server.setStopTimeout(10_000);
        try (TunnelClient client = open(peer)) {
            var stopped = chat.beginStop();
            assertThat(client.frame().code()).isEqualTo(1001);
            client.send(Frame.close(1001));
            assertThat(client.untilEnd()).isEmpty();
            // Until the web server has closed its side, the connection lingers.
            client.close();
            stopped.get(5, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHandshakesRequest(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = open(peer, "HTTP_COOKIE", "a=b", "HTTP_X_SEEN", "here")) {
            client.send(Frame.text("who"));
            assertThat(client.frame().text())
                    .isEqualTo("/192.0.2.77:54321 to /192.0.2.1:8080, [here], [a=b], session one");
        }
    }

    /** The pool has threads for a few; a WebSocket takes one only while something is to be done. */
    @ParameterizedTest
    @EnumSource
    void aThousandIdleSocketsHoldNoThread(Peer peer) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(10);
        chat = new ChatServer(peer.factory(), threads);
        chat.start();
        List<SocketChannel> idle = new ArrayList<>();
        try (TunnelClient first = open(peer)) {
            while (idle.size() < 1000) {
                openSome(peer, idle);
            }
            try (TunnelClient last = open(peer)) {
                for (TunnelClient client : List.of(first, last)) {
                    client.send(Frame.text("here"));
                    assertThat(client.frame().text()).isEqualTo("here");
                }
            }
            until("all but the selector's and the acceptor's thread are idle", () -> threads.getBusyThreads() <= 3);
            assertThat(chat.connector().getConnectedEndPoints()).hasSizeGreaterThanOrEqualTo(1001);
        } finally {
            for (SocketChannel channel : idle) {
                channel.close();
            }
        }
        chat.assertNoConnection();
    }

    /** Many at a time, so that nobody waits for one after the other, but not all: of each the channel is kept, no buffer. */
    private void openSome(Peer peer, List<SocketChannel> idle) throws IOException {
        List<TunnelClient> some = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            some.add(peer.open(chat.address(), "/chat"));
        }
        for (TunnelClient client : some) {
            idle.add(client.channel);
            assertThat(client.head()).startsWith("Status: 101 ");
        }
        for (TunnelClient client : some) {
            client.send(Frame.ping("open"));
        }
        for (TunnelClient client : some) {
            assertThat(client.frame().text()).isEqualTo("open");
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesAreCompressedWhereTheClientOffersIt(Peer peer) throws Exception {
        start(peer);
        String text = "All the same. ".repeat(1000);
        try (TunnelClient client = peer.open(chat.address(), "/chat", "HTTP_SEC_WEBSOCKET_EXTENSIONS", DEFLATE)) {
            assertThat(client.head()).contains("Sec-WebSocket-Extensions: " + DEFLATE + "\r\n");
            client.send(new Frame(Frame.FIN | COMPRESSED | Frame.TEXT, deflated(text)));
            Frame answer = client.frame();
            assertThat(answer.first()).isEqualTo(Frame.FIN | COMPRESSED | Frame.TEXT);
            assertThat(answer.payload()).hasSizeLessThan(500);
            assertThat(inflated(answer.payload(), text.length())).isEqualTo(text);
        }
    }

    /** RFC 7692, section 7.2.1: without the four bytes at the end. */
    private static byte[] deflated(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        byte[] out = new byte[text.length()];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    private static String inflated(byte[] payload, int length) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(Bytes.join(payload, new byte[] {0, 0, -1, -1}));
        byte[] out = new byte[2 * length];
        int inflatedTo = inflater.inflate(out);
        inflater.end();
        return new String(out, 0, inflatedTo, StandardCharsets.UTF_8);
    }

    /** Whoever counts WebSockets would count such a one for ever. */
    @ParameterizedTest
    @EnumSource
    void whoIsGoneBeforeItIsOpenIsOpenedAndClosed(Peer peer) throws Exception {
        chat = new ChatServer(peer.factory());
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        chat.server.setHandler(new Handler.Wrapper(chat.context) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                request.addHttpStreamWrapper(stream -> new HttpStream.Wrapper(stream) {
                    @Override
                    public void succeeded() {
                        answered.countDown();
                        await(gone);
                        ((Connection) request.getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE))
                                .addEventListener(new Connection.Listener() {
                                    @Override
                                    public void onClosed(Connection connection) {
                                        closed.countDown();
                                    }
                                });
                        super.succeeded();
                    }
                });
                return super.handle(request, response, callback);
            }
        });
        chat.start();
        try (TunnelClient client = peer.open(chat.address(), "/chat")) {
            assertThat(client.head()).startsWith("Status: 101 ");
            // Before, the handshake fails, and there is nothing to open.
            await(answered);
            // As if the peer had reset it; not every connection is read from so early.
            chat.connector().getConnectedEndPoints().forEach(EndPoint::close);
            chat.assertNoConnection();
            gone.countDown();
        }
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        until("onClose", () -> chat.seen.contains(1006));
    }

    @ParameterizedTest
    @EnumSource
    void whatTheApplicationDoesNotUpgradeIsAResponseLikeAnyOther(Peer peer) throws Exception {
        start(peer);
        chat.serve("/plain", (request, response) -> {
            response.getWriter().print(request.getHeader("Upgrade") + read(request));
        });
        try (TunnelClient client = peer.open(chat.address(), "/plain")) {
            assertThat(client.head()).startsWith("Status: 200 ").contains("Content-Length: 10\r\n");
            assertThat(new String(client.untilEnd(), StandardCharsets.US_ASCII)).isEqualTo("websocket0");
        }
    }

    private static int read(HttpServletRequest request) throws IOException {
        return request.getInputStream().readAllBytes().length;
    }

    @ParameterizedTest
    @EnumSource
    void webSocketsCountAsConnections(Peer peer) throws Exception {
        chat = new ChatServer(peer.factory());
        chat.factory.setMaxConnections(1);
        chat.start();
        try (TunnelClient client = open(peer);
                TunnelClient second = peer.open(chat.address(), "/chat")) {
            assertThat(second.head()).startsWith("Status: 503 ");
            client.send(Frame.text("one"));
            assertThat(client.frame().text()).isEqualTo("one");
        }
    }

    /** Memory that comes back: what was lent for a WebSocket returns to its pool, however it ended. */
    @ParameterizedTest
    @EnumSource
    void nothingIsLost(Peer peer) throws Exception {
        start(peer);
        for (int i = 0; i < 5; i++) {
            TunnelClient client = open(peer);
            client.send(client.part(Arrays.copyOf(Frame.text("a".repeat(5000)).bytes(), 3000)));
            client.close();
        }
        chat.assertNoConnection();
        chat.assertNoLeak();
    }
}
