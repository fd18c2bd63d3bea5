package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.ajp.Packets.CPING;
import static org.gangway.ajp.Packets.EMPTY;
import static org.gangway.ajp.Packets.body;
import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.hex;
import static org.gangway.ajp.Packets.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets and requests, line by line of the protocol checklist; bodies are in {@link AjpBodyTest}. */
class AjpParserTest {
    private static final byte[] GET = Forward.get("/a").bytes();

    private static AjpConversation converse(byte[]... packets) {
        AjpConversation whole = AjpConversation.of(concat(packets), BodyPackets.AUTO, AjpFeed.WHOLE);
        for (AjpFeed feed : AjpFeed.values()) {
            AjpConversation other = AjpConversation.of(concat(packets), BodyPackets.AUTO, feed);
            assertThat(other.events()).isEqualTo(whole.events());
            assertThat(message(other)).isEqualTo(message(whole));
        }
        return whole;
    }

    private static String message(AjpConversation conversation) {
        GatewayException failure = conversation.failure();
        return failure == null ? "" : failure.status() + " " + failure.disposition() + " " + failure.getMessage();
    }

    @Test
    @DisplayName("A-1 a packet begins with 12 34")
    void a01_anotherMagicClosesTheConnection() {
        assertThat(message(converse(hex("4142 0001 0A")))).contains("400 CLOSE_NOW", "4142");
        assertThat(message(converse("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))))
                .contains("400 CLOSE_NOW");
    }

    @Test
    @DisplayName("A-1 behind a request that is active what is no packet is known before it is due")
    void a01_anotherMagicBehindARequest() {
        AjpParser parser = new AjpConversation(BodyPackets.AUTO).parser();
        parser.parse(ByteBuffer.wrap(GET));
        parser.parse(ByteBuffer.wrap(hex("4745 54")));
        assertThat(parser.isHeldBad()).isFalse();
        ByteBuffer rest = ByteBuffer.wrap(hex("20 2F"));
        parser.parse(rest);
        assertThat(parser.isHeldBad()).isTrue();
        parser.endRequest();
        assertThat(parser.isHeldBad()).isFalse();
        assertThatThrownBy(() -> parser.parse(rest)).hasMessageContaining("4745");
    }

    @Test
    @DisplayName("A-1 the next request is not bad")
    void a01_aPacketBehindARequest() {
        AjpParser parser = new AjpConversation(BodyPackets.AUTO).parser();
        parser.parse(ByteBuffer.wrap(GET));
        parser.parse(ByteBuffer.wrap(GET));
        assertThat(parser.isHeld()).isTrue();
        assertThat(parser.isHeldBad()).isFalse();
    }

    @Test
    @DisplayName("A-1 after an error nothing more is taken")
    void a01_anErrorIsTheEnd() {
        AjpConversation conversation = new AjpConversation(BodyPackets.AUTO);
        assertThatThrownBy(() -> conversation.parser().parse(ByteBuffer.wrap(hex("0000 0000"))))
                .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> conversation.parser().parse(ByteBuffer.wrap(CPING)))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("after a protocol error");
        assertThat(conversation.parser().isReusable()).isFalse();
        assertThat(conversation.events()).isEmpty();
    }

    @Test
    @DisplayName("A-2 what a packet is depends on what is due")
    void a02_theCountOfABodyPacketIsNoType() {
        // 0x0A00 bytes would be a CPING, 0x0200 a request.
        for (int length : new int[] {0x0A00, 0x0200, 0x0700}) {
            AjpConversation conversation =
                    converse(Forward.post(Integer.toString(length)).bytes(), body("x".repeat(length)), CPING);
            assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "body ends", "CPING");
            assertThat(conversation.requests().get(0).body()).hasSize(length);
        }
    }

    @ParameterizedTest
    @DisplayName("A-3 what only a container sends closes the connection")
    @ValueSource(strings = {"03", "04", "05", "06", "09"})
    void a03_packetsOfAContainer(String type) {
        assertThat(message(converse(packet(hex(type + "000000"))))).contains("400 CLOSE_NOW", "from a web server");
    }

    @ParameterizedTest
    @DisplayName("A-5 packets of any length are taken")
    @ValueSource(ints = {8192, 16_000, 65_531, 65_535})
    void a05_packetsOfAnyLength(int length) {
        String longValue = "v".repeat(length - Forward.get("/").header("X", "").payload().length);
        AjpConversation conversation =
                converse(Forward.get("/").header("X", longValue).bytes(), CPING);
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "CPING");
        assertThat(conversation.requests().get(0).payload()).hasSize(length);
    }

    @Test
    @DisplayName("A-6 SHUTDOWN is told, and what follows is dropped")
    void a06_shutdown() {
        AjpConversation conversation = converse(hex("1234 0001 07"), GET, hex("1234 0001 07"));
        assertThat(conversation.events()).containsExactly("SHUTDOWN");
        assertThat(conversation.failure()).isNull();
        assertThat(conversation.parser().isReusable()).isFalse();
        assertThat(conversation.isIdle()).isFalse();
    }

    @Test
    @DisplayName("A-7 CPING between requests")
    void a07_cping() {
        AjpConversation conversation = converse(CPING, GET, CPING, CPING, GET);
        assertThat(conversation.events())
                .containsExactly("CPING", "FORWARD_REQUEST", "CPING", "CPING", "FORWARD_REQUEST");
        assertThat(conversation.isIdle()).isTrue();
    }

    @Test
    @DisplayName("A-7 a CPING while a request is active waits for its end")
    void a07_cpingWhileARequestIsActive() {
        AjpConversation conversation = new AjpConversation(BodyPackets.AUTO);
        ByteBuffer input = ByteBuffer.wrap(concat(GET, CPING));
        conversation.parser().parse(input);
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST");
        assertThat(conversation.parser().isHeld()).isTrue();
        conversation.end();
        conversation.parser().parse(input);
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "CPING");
        assertThat(conversation.parser().isIdle()).isTrue();
    }

    @Test
    @DisplayName("A-3 the old PING is ignored")
    void a03_ping() {
        assertThat(converse(packet(hex("08")), packet(hex("08 01 02")), CPING).events())
                .containsExactly("CPING");
    }

    @ParameterizedTest
    @DisplayName("A-8 an unknown type closes the connection")
    @ValueSource(strings = {"00", "01", "0B", "0D", "20", "FF"})
    void a08_unknownTypes(String type) {
        assertThat(message(converse(packet(hex(type + "00"))))).contains("400 CLOSE_NOW", "is none");
    }

    @Test
    @DisplayName("A-9 an empty packet between requests is ignored")
    void a09_emptyPackets() {
        AjpConversation conversation = converse(EMPTY, GET, EMPTY, EMPTY, CPING);
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "CPING");
        assertThat(conversation.failure()).isNull();
    }

    @Test
    @DisplayName("A-9 lighttpd's empty packet comes while the request is active")
    void a09_anEmptyPacketWhileARequestIsActive() {
        AjpConversation conversation = new AjpConversation(BodyPackets.AUTO);
        ByteBuffer input = ByteBuffer.wrap(concat(Forward.get("/").coded(8, "0").bytes(), EMPTY));
        conversation.parser().parse(input);
        assertThat(input.hasRemaining()).isFalse();
        assertThat(conversation.parser().isHeld()).isFalse();
    }

    @Test
    @DisplayName("two requests in one segment are served one after the other")
    void twoRequestsAtOnce() {
        AjpConversation conversation = new AjpConversation(BodyPackets.AUTO);
        ByteBuffer input = ByteBuffer.wrap(concat(GET, Forward.get("/b").bytes()));
        conversation.parser().parse(input);
        assertThat(conversation.requests()).hasSize(1);
        assertThat(conversation.parser().isHeld()).isTrue();
        assertThat(conversation.parser().isIdle()).isFalse();
        conversation.parser().parse(input);
        assertThat(conversation.requests()).hasSize(1);
        conversation.end();
        conversation.parser().parse(input);
        assertThat(conversation.requests()).hasSize(2);
        assertThat(input.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R-9 a short request after a long one has nothing of it")
    void r09_nothingIsLeftOver(AjpFeed feed) {
        byte[] longOne = Forward.get("/" + "x".repeat(9000))
                .header("X", "secret".repeat(100))
                .bytes();
        AjpConversation conversation = AjpConversation.of(concat(longOne, GET), BodyPackets.AUTO, feed);
        assertThat(conversation.requests().get(1).payload())
                .isEqualTo(Forward.get("/a").payload());
    }

    @Test
    @DisplayName("A-45 a malformed request is answered before the connection closes")
    void a45_malformedRequestsAreAnswered() {
        AjpConversation conversation = converse(packet(hex("02")), CPING);
        assertThat(message(conversation)).startsWith("400 CLOSE_AFTER_RESPONSE");
        assertThat(conversation.requests()).isEmpty();
        assertThat(conversation.events()).isEmpty();
    }

    @Test
    @DisplayName("A-23 the whole FORWARD_REQUEST has a limit")
    void a23_theLimitOfTheWholeRequest() {
        RequestLimits limits = new RequestLimits();
        byte[] payload = Forward.get("/" + "x".repeat(2000)).payload();
        limits.setMaxVariablesBytes(payload.length);
        AjpConversation listener = new AjpConversation(BodyPackets.AUTO);
        new AjpParser(limits, BodyPackets.AUTO, listener).parse(ByteBuffer.wrap(packet(payload)));
        assertThat(listener.requests()).hasSize(1);
        limits.setMaxVariablesBytes(payload.length - 1);
        assertThatThrownBy(
                        () -> new AjpParser(limits, BodyPackets.AUTO, listener).parse(ByteBuffer.wrap(packet(payload))))
                .isInstanceOfSatisfying(GatewayException.class, x -> {
                    assertThat(x.status()).isEqualTo(431);
                    assertThat(x.disposition()).isEqualTo(Disposition.CLOSE_AFTER_RESPONSE);
                })
                .hasMessageContaining("maxVariablesBytes");
    }

    @Test
    @DisplayName("R-10 a length that nothing follows takes no memory, and a packet that is cut off is no request")
    void r10_packetsThatAreCutOff() {
        byte[] bytes = concat(CPING, GET);
        for (int end = 0; end < bytes.length; end++) {
            AjpConversation conversation = converse(Arrays.copyOf(bytes, end));
            assertThat(conversation.failure()).isNull();
            assertThat(conversation.requests()).isEmpty();
            assertThat(conversation.isIdle()).isEqualTo(end == 0 || end == CPING.length);
        }
        assertThat(converse(hex("1234 FFFF 02")).events()).isEqualTo(List.of());
    }

    @Test
    @DisplayName("an idle connection holds no request: a parser has one from the first byte of a request to its end")
    void requestsAreBorrowed() {
        RequestLimits limits = new RequestLimits();
        List<ForwardRequest> lent = new ArrayList<>();
        AjpConversation listener = new AjpConversation(BodyPackets.AUTO);
        AjpParser parser = new AjpParser(limits, BodyPackets.AUTO, () -> lend(lent, limits), listener);
        parser.parse(ByteBuffer.wrap(concat(CPING, EMPTY, Arrays.copyOf(GET, 4))));
        assertThat(lent).isEmpty();
        parser.parse(ByteBuffer.wrap(GET, 4, 1));
        assertThat(lent).hasSize(1);
        parser.parse(ByteBuffer.wrap(GET, 5, GET.length - 5));
        assertThat(lent).hasSize(1);
        assertThat(listener.requests()).hasSize(1);
        assertThat(lent.get(0).block()).isNotNull();
        parser.endRequest();
        assertThat(lent.get(0).block()).isNull();
        parser.parse(ByteBuffer.wrap(GET));
        assertThat(lent).hasSize(2);
    }

    @Test
    @DisplayName("a request over the limits is refused before one is borrowed, a malformed one is let go of at its end")
    void refusedRequestsAreGivenBack() {
        RequestLimits limits = new RequestLimits();
        List<ForwardRequest> lent = new ArrayList<>();
        AjpConversation listener = new AjpConversation(BodyPackets.AUTO);
        AjpParser malformed = new AjpParser(limits, BodyPackets.AUTO, () -> lend(lent, limits), listener);
        assertThatThrownBy(() -> malformed.parse(ByteBuffer.wrap(packet(hex("02 02")))))
                .isInstanceOf(GatewayException.class);
        malformed.endRequest();
        assertThat(lent).hasSize(1);
        assertThat(lent.get(0).block()).isNull();
        limits.setMaxVariablesBytes(1024);
        byte[] tooLong = Forward.get("/" + "x".repeat(2000)).bytes();
        AjpParser large = new AjpParser(limits, BodyPackets.AUTO, () -> lend(lent, limits), listener);
        assertThatThrownBy(() -> large.parse(ByteBuffer.wrap(tooLong))).hasMessageContaining("maxVariablesBytes");
        assertThat(lent).hasSize(1);
    }

    @Test
    @DisplayName(
            "a request that is given up half-way leaves nothing to the next one, and its parser takes nothing more")
    void requestsAreGivenUp() {
        RequestLimits limits = new RequestLimits();
        ForwardRequest request = new ForwardRequest(limits);
        AjpConversation listener = new AjpConversation(BodyPackets.AUTO);
        AjpParser gone = new AjpParser(limits, BodyPackets.AUTO, () -> request, listener);
        gone.parse(ByteBuffer.wrap(GET, 0, GET.length - 3));
        gone.endRequest();
        assertThat(gone.isInRequest()).isFalse();
        AjpParser next = new AjpParser(limits, BodyPackets.AUTO, () -> request, listener);
        next.parse(ByteBuffer.wrap(GET));
        assertThat(listener.requests()).singleElement().satisfies(received -> assertThat(received.payload())
                .isEqualTo(Forward.get("/a").payload()));
        assertThatThrownBy(() -> gone.parse(ByteBuffer.wrap(GET, GET.length - 3, 3)))
                .hasMessageContaining("after a protocol error");
        assertThat(request.block()).isNotNull();
    }

    @Test
    @DisplayName("what a connection knows of a late body doesn't change with the request that it has given back")
    void lateBodiesDontNeedTheirRequest() {
        RequestLimits limits = new RequestLimits();
        ForwardRequest request = new ForwardRequest(limits);
        AjpConversation listener = new AjpConversation(BodyPackets.AUTO);
        AjpParser parser = new AjpParser(limits, BodyPackets.AUTO, () -> request, listener);
        parser.parse(ByteBuffer.wrap(
                Forward.post("5").attribute("AJP_REMOTE_PORT", "1").bytes()));
        parser.endRequest();
        assertThat(parser.isReusable()).isTrue();
        new AjpParser(limits, BodyPackets.AUTO, () -> request, listener).parse(ByteBuffer.wrap(GET));
        assertThat(parser.isBodyLate()).isTrue();
        assertThat(parser.isReusable()).isTrue();
        parser.parse(ByteBuffer.wrap(body("12345")));
        assertThat(parser.isIdle()).isTrue();
    }

    private static ForwardRequest lend(List<ForwardRequest> lent, RequestLimits limits) {
        lent.add(new ForwardRequest(limits));
        return lent.get(lent.size() - 1);
    }
}
