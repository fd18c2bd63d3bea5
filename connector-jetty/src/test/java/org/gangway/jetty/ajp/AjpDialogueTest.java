package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.ajp.AjpWire.EMPTY;
import static org.gangway.jetty.ajp.AjpWire.NO_BYTES;
import static org.gangway.jetty.ajp.AjpWire.body;
import static org.gangway.jetty.ajp.AjpWire.get;
import static org.gangway.jetty.ajp.AjpWire.hex;
import static org.gangway.jetty.ajp.AjpWire.join;
import static org.gangway.jetty.ajp.AjpWire.post;
import static org.gangway.jetty.ajp.AjpWire.raw;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.gangway.ajp.BodyPackets;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests packet by packet. */
class AjpDialogueTest extends AjpTest {
    @Test
    void a25FirstPacketComesUnaskedAndA29NoneIsAskedForBehindTheLength() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(post("/echo", "4"), body("body")).answer();
            assertThat(answer.bodyText()).isEqualTo("body");
            assertThat(answer.packets()).containsExactly(4, 3, 5);
            assertThat(answer.isReused()).isTrue();
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a28EachFurtherPacketIsAskedFor() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            String text = "0123456789".repeat(2000);
            AjpAnswer answer = web.send(post("/echo", "20000"), body(text.substring(0, 8186)))
                    .packets(1);
            assertThat(answer.wanted()).containsExactly(8186);
            web.send(body(text.substring(8186, 16372)));
            while (answer.asked() < 2) {
                answer = web.more(answer);
            }
            assertThat(answer.wanted()).containsExactly(8186, 3628);
            web.send(body(text.substring(16372)));
            assertThat(web.rest(answer).bodyText()).isEqualTo(text);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a28SeveralPacketsAreUnderWayAtATimeAndA30NotOneTooMany() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            byte[] body = AjpWire.bytes("0123456789".repeat(50_000));
            AjpAnswer answer = web.send(post("/echo", "500000"), AjpWire.body(Arrays.copyOf(body, 8186), 8186))
                    .packets(1);
            int most = 0;
            int packets = 1;
            for (int sent = 8186; sent < body.length; sent += 8186) {
                while (answer.asked() < packets) {
                    answer = web.more(answer);
                }
                most = Math.max(most, answer.asked() - packets + 1);
                web.send(AjpWire.body(Arrays.copyOfRange(body, sent, Math.min(sent + 8186, body.length)), 8186));
                packets++;
            }
            assertThat(web.rest(answer).body()).isEqualTo(body);
            assertThat(most).isBetween(2, 8);
            assertThat(answer.asked()).isEqualTo(packets - 1);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a31PacketsUnderWayAreSwallowedWhenTheBodyIsNotReadToItsEnd() throws Exception {
        gateway.serve("/begin", (request, response) -> {
            response.getWriter().print(request.getInputStream().readNBytes(30_000).length);
        });
        gateway.start();
        try (AjpClient web = connect()) {
            String packet = "x".repeat(8186);
            AjpAnswer answer = web.send(post("/begin", "1000000"), body(packet)).packets(1);
            int sent = 1;
            while (!answer.isComplete()) {
                for (; sent < 4 && sent <= answer.asked(); sent++) {
                    web.send(body(packet));
                }
                answer = web.more(answer);
            }
            assertThat(answer.bodyText()).isEqualTo("30000");
            assertThat(answer.isReused()).isTrue();
            assertThat(answer.asked()).isGreaterThan(3);
            for (; sent <= answer.asked(); sent++) {
                web.send(body(packet));
            }
            assertThat(web.isInStep()).isTrue();
            assertThat(web.send(get("/hello")).answer().bodyText()).isEqualTo("hello");
        }
    }

    @Test
    void a28PacketsMayBeLargerThanAskedFor() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            String text = "x".repeat(65530) + "y".repeat(34470);
            web.send(post("/echo", "100000"), body(text.substring(0, 65530)));
            AjpAnswer answer = web.packets(1);
            assertThat(answer.asked()).isEqualTo(1);
            web.send(body(text.substring(65530)));
            assertThat(web.rest(answer).bodyText()).isEqualTo(text);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12340000", "123400020000"})
    void a27ChunkedBodyEndsWithEitherEmptyPacket(String end) throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(post("/echo", null, "HTTP_TRANSFER_ENCODING", "chunked"))
                    .packets(1);
            assertThat(answer.wanted()).containsExactly(8186);
            web.send(body("chunked"));
            while (answer.asked() < 2) {
                answer = web.more(answer);
            }
            web.send(hex(end));
            assertThat(web.rest(answer).bodyText()).isEqualTo("chunked");
            //
            assertThat(answer.asked()).isEqualTo(2);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12340000", "123400020000"})
    void a29EmptyPacketBeforeTheEndIsAnAbort(String end) throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer =
                    web.send(post("/echo", "10"), body("half"), hex(end)).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a26CountThatIsWrongIsA400() throws Exception {
        gateway.factory.setBodyPackets(BodyPackets.STANDARD);
        gateway.start();
        for (String packet : new String[] {
            "1234 0006 0003 626f6479", "1234 0006 0005 626f6479", "1234 0001 00", "4321 0006 0004 626f6479"
        }) {
            try (LogLines log = new LogLines();
                    AjpClient web = connect()) {
                AjpAnswer answer = web.send(post("/echo", "4"), hex(packet)).answer();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.isReused()).isFalse();
                assertThat(web.isAtEnd()).isTrue();
                assertThat(log.stacks()).isEmpty();
            }
        }
    }

    @Test
    void r15BodyThatMakesNoSenseAfterTheAnswerIsNotAnsweredAgain() throws Exception {
        gateway.factory.setBodyPackets(BodyPackets.STANDARD);
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.send(post("/hello", "4")).answer().isReused()).isTrue();
            web.send(hex("4321 0006 0004 626f6479"));
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8186})
    void r5UnreadBodyIsSwallowedAndTheNextRequestIsServed(int length) throws Exception {
        gateway.start();
        byte[] next = get("/hello");
        try (AjpClient web = connect()) {
            for (int i = 0; i < 3; i++) {
                // The body looks like a request.
                byte[] body = Arrays.copyOf(join(next, next), length);
                AjpAnswer answer = web.send(post("/hello", "100000"), AjpWire.body(body, 8186))
                        .answer();
                assertThat(answer.bodyText()).isEqualTo("hello");
                assertThat(answer.isReused()).isTrue();
                assertThat(answer.asked()).isZero();
            }
            assertThat(web.send(next).answer().bodyText()).isEqualTo("hello");
            assertThat(web.isInStep()).isTrue();
        }
        assertThat(seen).hasSize(4);
    }

    @Test
    void r5LateBodyPacketIsNoRequest() throws Exception {
        gateway.start();
        byte[] request = get("/hello?smuggled");
        try (AjpClient web = connect()) {
            assertThat(web.send(post("/hello", "" + request.length)).answer().isReused())
                    .isTrue();
            web.send(AjpWire.body(request, 8186));
            assertThat(web.isInStep()).isTrue();
        }
        assertThat(seen).hasSize(1);
    }

    @Test
    void r7LengthZeroHasNoPacketAndA9StrayEmptyPacketsAreIgnored() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (String method : new String[] {"GET", "POST"}) {
                assertThat(web.send(post("/echo", "0", "REQUEST_METHOD", method), EMPTY)
                                .answer()
                                .packets())
                        .containsExactly(4, 5);
                assertThat(web.isInStep()).isTrue();
            }
        }
    }

    @Test
    void a15TransferEncodingThatNobodyKnowsIsA501() throws Exception {
        gateway.start();
        for (String coding : new String[] {"gzip", "chunked, gzip", "x chunked"}) {
            try (AjpClient web = connect()) {
                AjpAnswer answer = web.send(post("/echo", null, "HTTP_TRANSFER_ENCODING", coding))
                        .answer();
                assertThat(answer.status()).isEqualTo(501);
                assertThat(answer.isReused()).isFalse();
                assertThat(web.isAtEnd()).isTrue();
            }
        }
    }

    @Test
    void a33LighttpdsPacketsHaveNoCountAndTheConnectionIsNotKept() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            String text = "lighttpd".repeat(2000);
            web.send(post("/echo", "16000", "REMOTE_PORT", null), raw(text.substring(0, 8188)));
            AjpAnswer answer = web.packets(1);
            assertThat(answer.wanted()).containsExactly(16000 - 8188);
            web.send(raw(text.substring(8188)));
            assertThat(web.rest(answer).bodyText()).isEqualTo(text);
            assertThat(answer.isReused()).isFalse();
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void a33LighttpdMaySendTheNextPacketBeforeItIsAskedFor() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            String text = "lighttpd".repeat(2000);
            web.send(
                    post("/echo", "16000", "REMOTE_PORT", null),
                    raw(text.substring(0, 8000)),
                    raw(text.substring(8000)));
            assertThat(web.answer().bodyText()).isEqualTo(text);
        }
    }

    @Test
    void a30NothingIsAskedForAfterTheResponseHasEnded() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (int i = 0; i < 200; i++) {
                AjpAnswer answer = web.send(post("/hello", "20000"), body("x".repeat(8186)))
                        .answer();
                assertThat(answer.packets()).containsExactly(4, 3, 5);
            }
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void modJkTellsOfAClientThatVanishedBeforeTheFirstByte() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.send(post("/hello", "100"), NO_BYTES).answer().isReused())
                    .isTrue();
            assertThat(web.isInStep()).isTrue();
            assertThat(web.send(get("/hello")).answer().bodyText()).isEqualTo("hello");
        }
    }
}
