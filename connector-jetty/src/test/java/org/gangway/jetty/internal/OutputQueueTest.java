package org.gangway.jetty.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.ScgiConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent to a peer that reads, or doesn't: each entry is told once, and what can't go out ends the connection. */
@Timeout(20)
class OutputQueueTest {
    /** What may wait behind the first, of a connection that serves one request at a time. */
    private static final int MOST_WAITING = 65;

    /** Some text, and what was told of it. */
    private static final class Text implements OutputQueue.Entry {
        private final List<Object> told = new ArrayList<>();
        private ByteBuffer bytes;

        Text(String text) {
            bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public ByteBuffer[] next() {
            ByteBuffer next = bytes;
            bytes = null;
            return next == null ? null : new ByteBuffer[] {next};
        }

        @Override
        public void succeeded() {
            told.add("out");
        }

        @Override
        public void failed(Throwable x) {
            told.add(x);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    private final Server server = new Server();
    private final GatewayConnectionFactory factory = new ScgiConnectionFactory();
    private final ServerConnector connector = new ServerConnector(server, 0, 1, factory);
    /** Takes four bytes, and no more before they are read. */
    private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint(new byte[0], 4);

    private OutputQueue queue;

    @BeforeEach
    void connect() throws Exception {
        server.addConnector(connector);
        server.start();
        GatewayConnection connection = (GatewayConnection) factory.newConnection(connector, endPoint);
        endPoint.setConnection(connection);
        queue = connection.output();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private Text send(String text) {
        Text entry = new Text(text);
        queue.send(entry);
        return entry;
    }

    @Test
    void oneEntryGoesOutAfterTheOther() {
        Text first = send("first");
        Text second = send("second");
        assertThat(first.told).isEmpty();
        StringBuilder read = new StringBuilder();
        while (read.length() < 11) {
            read.append(endPoint.takeOutputString());
            endPoint.getWriteFlusher().completeWrite();
        }
        assertThat(read).hasToString("firstsecond");
        assertThat(first.told).containsExactly("out");
        assertThat(second.told).containsExactly("out");
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void entryThatFindsTheQueueFullIsTheEndOfAllThatWait() {
        List<Text> waiting = new ArrayList<>();
        waiting.add(send("first"));
        for (int i = 0; i < MOST_WAITING; i++) {
            waiting.add(send("next"));
        }
        assertThat(endPoint.isOpen()).isTrue();
        Text surplus = send("surplus");
        assertThat(endPoint.isOpen()).isFalse();
        assertThat(surplus.told)
                .singleElement()
                .isInstanceOf(EofException.class)
                .hasToString("org.eclipse.jetty.io.EofException: the peer does not read");
        assertThat(waiting)
                .allSatisfy(entry -> assertThat(entry.told).singleElement().isInstanceOf(Throwable.class));
    }

    @Test
    void entryThatIsOnlyPutInLineIsRefusedByAFullQueueAndNotTold() {
        send("first");
        for (int i = 0; i < MOST_WAITING; i++) {
            assertThat(queue.add(new Text("next"))).isTrue();
        }
        Text surplus = new Text("surplus");
        assertThat(queue.add(surplus)).isFalse();
        assertThat(surplus.told).isEmpty();
        assertThat(endPoint.isOpen()).isTrue();
    }

    @Test
    void entryBehindAFailureIsToldOfIt() {
        send("first");
        endPoint.close();
        Text late = send("late");
        assertThat(late.told).singleElement().isInstanceOf(Throwable.class);
        assertThat(queue.add(new Text("later"))).isFalse();
    }

    @Test
    void entryThatWaitsCanBeTakenBackOnce() {
        Text first = send("first");
        Text second = send("second");
        assertThat(queue.cancel(first)).isFalse();
        assertThat(queue.cancel(second)).isTrue();
        assertThat(queue.cancel(second)).isFalse();
        assertThat(second.told).isEmpty();
    }
}
