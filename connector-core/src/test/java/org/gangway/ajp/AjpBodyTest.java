package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.ajp.Packets.CPING;
import static org.gangway.ajp.Packets.EMPTY;
import static org.gangway.ajp.Packets.NO_BYTES;
import static org.gangway.ajp.Packets.body;
import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.hex;
import static org.gangway.ajp.Packets.number;
import static org.gangway.ajp.Packets.packet;
import static org.gangway.ajp.Packets.raw;
import static org.gangway.ajp.Packets.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The dialogue of a request body, line by line of the protocol checklist. */
class AjpBodyTest {
    private static final byte[] GET = Forward.get("/next").bytes();

    private static byte[] post(int length) {
        // mod_jk and mod_proxy_ajp send this attribute with every request, lighttpd sends none.
        return Forward.post(Integer.toString(length))
                .attribute("AJP_REMOTE_PORT", "1024")
                .bytes();
    }

    private static byte[] lighttpdPost(int length) {
        return Forward.post(Integer.toString(length)).bytes();
    }

    private static byte[] chunked() {
        return Forward.get("/")
                .method(4)
                .header("transfer-encoding", "chunked")
                .attribute("AJP_REMOTE_PORT", "1024")
                .bytes();
    }

    private static AjpConversation converse(BodyPackets mode, byte[]... packets) {
        AjpConversation whole = AjpConversation.of(concat(packets), mode, AjpFeed.WHOLE);
        for (AjpFeed feed : AjpFeed.values()) {
            AjpConversation other = AjpConversation.of(concat(packets), mode, feed);
            assertThat(other.events()).isEqualTo(whole.events());
            assertThat(other.failure() == null).isEqualTo(whole.failure() == null);
            for (int i = 0; i < whole.requests().size(); i++) {
                assertThat(other.requests().get(i).body())
                        .isEqualTo(whole.requests().get(i).body());
            }
        }
        return whole;
    }

    private static AjpConversation auto(byte[]... packets) {
        return converse(BodyPackets.AUTO, packets);
    }

    private static void assertRefused(AjpConversation conversation, String words) {
        assertThat(conversation.failure()).hasMessageContaining(words);
        assertThat(conversation.failure().status()).isEqualTo(400);
        assertThat(conversation.failure().disposition()).isEqualTo(Disposition.CLOSE_AFTER_RESPONSE);
        assertThat(conversation.parser().isReusable()).isFalse();
    }

    /** A connection whose container does nothing by itself. */
    private static AjpConversation idleContainer(byte[] first) {
        AjpConversation conversation = new AjpConversation(BodyPackets.AUTO);
        conversation.parser().parse(ByteBuffer.wrap(first));
        return conversation;
    }

    @Test
    @DisplayName("A-25 with a Content-Length the first packet comes unasked")
    void a25_theFirstPacketComesUnasked() {
        AjpConversation conversation = auto(post(5), body("hello"), CPING);
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "body ends", "CPING");
        assertThat(conversation.requests().get(0).body()).isEqualTo(text("hello"));
        assertThat(idleContainer(post(5)).parser().isBodyDue()).isTrue();
        assertThat(idleContainer(post(5)).parser().mayAskForBody()).isFalse();
    }

    @Test
    @DisplayName("A-25, R-7 with a Content-Length of 0 nothing comes")
    void a25_aLengthOfZeroIsNoBody() {
        AjpConversation conversation = auto(post(0), CPING);
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "CPING");
        assertThat(idleContainer(post(0)).parser().isBodyDue()).isFalse();
        assertThat(idleContainer(post(0)).parser().mayAskForBody()).isFalse();
    }

    @Test
    @DisplayName("A-25 a chunked body comes when it is asked for")
    void a25_aChunkedBodyComesWhenAskedFor() {
        AjpConversation conversation = auto(chunked(), body("abc"), body("de"), NO_BYTES, CPING);
        assertThat(conversation.events())
                .containsExactly(
                        "FORWARD_REQUEST",
                        "GET_BODY_CHUNK 8186",
                        "GET_BODY_CHUNK 8186",
                        "GET_BODY_CHUNK 8186",
                        "body ends",
                        "CPING");
        assertThat(conversation.requests().get(0).body()).isEqualTo(text("abcde"));
    }

    @Test
    @DisplayName("A-26 the count is the length of the packet, less 2")
    void a26_aCountThatDoesNotFit() {
        for (AjpFeed feed : AjpFeed.values()) {
            // Whether the next packet has been asked for by then depends on how this one came.
            byte[] input = concat(post(9), packet(number(4), text("12345")));
            assertRefused(AjpConversation.of(input, BodyPackets.AUTO, feed), "longer than its count");
        }
        assertRefused(auto(post(9), packet(number(3), text("12345"))), "a count of 3");
        assertRefused(auto(post(9), packet(number(6), text("12345"))), "a count of 6");
        assertRefused(auto(post(9), packet(number(0xFFFF), text("12345"))), "a count of 65535");
        assertRefused(auto(post(9), hex("1234 0001 0A")), "no room for its count");
        assertRefused(auto(chunked(), packet(number(4), text("12345"))), "longer than its count");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A-26 behind the bytes there may be what Tomcat's test client puts there, and nothing else")
    void a26_theTailOfTomcatsTestClient(AjpFeed feed) {
        for (String tail : new String[] {"00", "000000FF"}) {
            byte[] whole = concat(
                    post(5),
                    packet(number(5), text("hello"), hex(tail)),
                    chunked(),
                    packet(number(3), text("abc"), hex(tail)),
                    packet(number(0), hex(tail)),
                    CPING);
            AjpConversation conversation = AjpConversation.of(whole, BodyPackets.AUTO, feed);
            assertThat(conversation.failure()).isNull();
            assertThat(conversation.requests().get(0).body()).isEqualTo(text("hello"));
            assertThat(conversation.requests().get(1).body()).isEqualTo(text("abc"));
            assertThat(conversation.events()).endsWith("body ends", "CPING");
            assertThat(conversation.isIdle()).isTrue();
        }
        for (String tail : new String[] {"01", "0000", "000000", "000000FE", "000000FF00"}) {
            byte[] whole = concat(post(9), packet(number(5), text("hello"), hex(tail)));
            assertThat(AjpConversation.of(whole, BodyPackets.STANDARD, feed).failure())
                    .as(tail)
                    .isNotNull();
        }
    }

    @Test
    @DisplayName("A-26 a tail that was begun is skipped with the rest of the packet when the request ends")
    void a26_theTailOfAnUnreadBody() {
        byte[] packet = packet(number(5), text("hello"), hex("000000FF"));
        for (int cut = 5; cut < packet.length; cut++) {
            AjpConversation conversation = idleContainer(concat(post(9), Arrays.copyOf(packet, cut)));
            conversation.end();
            conversation.parser().parse(ByteBuffer.wrap(concat(Arrays.copyOfRange(packet, cut, packet.length), CPING)));
            assertThat(conversation.events()).as("cut at " + cut).containsExactly("FORWARD_REQUEST", "CPING");
        }
    }

    @Test
    @DisplayName("A-26 a body packet without the magic")
    void a26_theMagicOfABodyPacket() {
        assertRefused(auto(post(9), hex("4142 0007 0005 68656C6C6F")), "4142");
    }

    @Test
    @DisplayName("A-27 both forms of the end")
    void a27_bothEnds() {
        for (byte[] end : List.of(EMPTY, NO_BYTES)) {
            AjpConversation conversation = auto(chunked(), body("abc"), end, GET);
            assertThat(conversation.events())
                    .containsExactly(
                            "FORWARD_REQUEST",
                            "GET_BODY_CHUNK 8186",
                            "GET_BODY_CHUNK 8186",
                            "body ends",
                            "FORWARD_REQUEST");
            assertThat(conversation.requests().get(0).missing()).isZero();
        }
    }

    @Test
    @DisplayName("A-28 asked for is what fits a packet, or the rest; what comes may be more")
    void a28_packetsLargerThanAskedFor() {
        AjpConversation conversation = auto(post(100_000), body("x".repeat(65_530)), body("y".repeat(34_470)), CPING);
        assertThat(conversation.events())
                .containsExactly("FORWARD_REQUEST", "GET_BODY_CHUNK 8186", "body ends", "CPING");
        assertThat(conversation.requests().get(0).body()).hasSize(100_000);
        assertThat(auto(post(10), body("abc")).events()).containsExactly("FORWARD_REQUEST", "GET_BODY_CHUNK 7");
    }

    @Test
    @DisplayName("A-28 packetSize 65536 asks for 65530 bytes")
    void a28_largePackets() {
        AjpConversation conversation = idleContainer(chunked());
        assertThat(conversation.parser().askForBody(65536)).isEqualTo(65530);
    }

    @Test
    @DisplayName("A-29 nothing is asked for after the last byte")
    void a29_theLengthIsTheEnd() {
        assertThat(auto(post(5), body("hel"), body("lo"), CPING).events())
                .containsExactly("FORWARD_REQUEST", "GET_BODY_CHUNK 2", "body ends", "CPING");
    }

    @Test
    @DisplayName("A-29 a packet that brings more than Content-Length shows that the body reaches to an empty one")
    void a29_moreThanTheLength() {
        for (byte[] end : List.of(EMPTY, NO_BYTES)) {
            assertAll("hello!", auto(post(4), body("hello!"), end, CPING));
            assertAll("hello!", auto(post(5), body("hel"), body("lo!"), end, CPING));
            assertAll("hello you", auto(post(1), body("hello"), body(" "), body("you"), end, CPING));
        }
    }

    @Test
    @DisplayName("A-29 a first packet that is full and brings Content-Length may have others behind it")
    void a29_fullPacket() {
        String full = "x".repeat(8186);
        assertAll(full, auto(post(8186), body(full), EMPTY, CPING));
        assertAll(full + "more", auto(post(8186), body(full), body("more"), EMPTY, CPING));
    }

    @Test
    @DisplayName("A-29 what was sent as gzip and begins otherwise is inflated: Content-Length says nothing of it")
    void a29_inflated() {
        for (String encoding : List.of("gzip", "x-gzip", "GZIP")) {
            byte[] head = Forward.post("10")
                    .header("Content-Encoding", encoding)
                    .attribute("AJP_REMOTE_PORT", "1")
                    .bytes();
            assertAll("abc", auto(head, body("abc"), EMPTY, CPING));
            assertAll("hello body", auto(head, body("hello body"), EMPTY, CPING));
            assertAll("hello body, more", auto(head, body("hello body"), body(", more"), EMPTY, CPING));
            assertThat(auto(head, body("\u001fbc"), EMPTY).events())
                    .containsExactly("FORWARD_REQUEST", "GET_BODY_CHUNK 7", "body ends, 7 missing");
            assertThat(auto(head, body("\u001f23456789."), CPING).events())
                    .containsExactly("FORWARD_REQUEST", "body ends", "CPING");
        }
    }

    /** All of the body, and the next packet is none of it. */
    private static void assertAll(String body, AjpConversation conversation) {
        assertThat(conversation.failure()).isNull();
        assertThat(new String(conversation.requests().get(0).body(), StandardCharsets.ISO_8859_1))
                .isEqualTo(body);
        assertThat(conversation.requests().get(0).missing()).isZero();
        assertThat(conversation.events()).endsWith("body ends", "CPING");
    }

    @Test
    @DisplayName("A-29 an end before the last byte: the client went away")
    void a29_anEarlyEnd() {
        for (byte[] end : List.of(EMPTY, NO_BYTES)) {
            AjpConversation conversation = auto(post(10), body("abc"), end, CPING);
            assertThat(conversation.events())
                    .containsExactly("FORWARD_REQUEST", "GET_BODY_CHUNK 7", "body ends, 7 missing", "CPING");
            assertThat(auto(post(10), end).events()).containsExactly("FORWARD_REQUEST", "body ends, 10 missing");
        }
    }

    @Test
    @DisplayName("A-30 GET_BODY_CHUNK is refused before it is due, twice, and after the end")
    void a30_askingOutOfTurn() {
        AjpParser parser = idleContainer(post(5)).parser();
        assertThatThrownBy(() -> parser.askForBody(8192)).isInstanceOf(IllegalStateException.class);
        parser.parse(ByteBuffer.wrap(body("hello")));
        assertThatThrownBy(() -> parser.askForBody(8192)).isInstanceOf(IllegalStateException.class);
        parser.endRequest();
        assertThatThrownBy(() -> parser.askForBody(8192)).isInstanceOf(IllegalStateException.class);
        AjpParser other = idleContainer(chunked()).parser();
        other.askForBody(8192);
        assertThatThrownBy(() -> other.askForBody(8192)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("A-31, R-5 the first packet of an unread body is no request")
    void a31_anUnreadBodyIsSwallowed() {
        // The data is a request, byte by byte.
        byte[] forged = Forward.get("/forged").payload();
        AjpConversation conversation = idleContainer(post(1000));
        assertThat(conversation.parser().isReusable()).isTrue();
        conversation.end();
        assertThat(conversation.parser().isIdle()).isFalse();
        conversation.parser().parse(ByteBuffer.wrap(concat(packet(forged), CPING)));
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "CPING");
        assertThat(conversation.parser().isIdle()).isTrue();
    }

    @Test
    @DisplayName("A-31 the rest of a packet that the response overtakes is swallowed, wherever it is cut")
    void a31_theRestOfAPacketIsSwallowed() {
        byte[] packet = body("hello");
        for (int cut = 0; cut <= packet.length; cut++) {
            AjpConversation conversation = idleContainer(post(1000));
            ByteBuffer bytes = ByteBuffer.wrap(concat(packet, CPING));
            conversation.parser().parse(bytes.slice(0, cut));
            conversation.end();
            conversation.parser().parse(bytes.slice(cut, bytes.limit() - cut));
            assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "CPING");
        }
    }

    @Test
    @DisplayName("A-31 a packet that was asked for is swallowed too")
    void a31_aPacketThatWasAskedForIsSwallowed() {
        AjpConversation conversation = idleContainer(concat(post(1000), body("hello")));
        conversation.parser().askForBody(8192);
        conversation.end();
        conversation.parser().parse(ByteBuffer.wrap(concat(body("world"), GET)));
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "FORWARD_REQUEST");
    }

    @Test
    @DisplayName("A-33 lighttpd's packets have no count")
    void a33_rawPackets() {
        AjpConversation conversation = auto(lighttpdPost(10), raw("hello"), raw("world"), EMPTY, EMPTY);
        assertThat(conversation.failure()).isNull();
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "GET_BODY_CHUNK 5", "body ends");
        assertThat(conversation.requests().get(0).body()).isEqualTo(text("helloworld"));
        assertThat(auto(lighttpdPost(1), raw("x")).requests().get(0).body()).isEqualTo(text("x"));
    }

    @Test
    @DisplayName(
            "A-33 lighttpd's packets may come before they are asked for: they wait. It may send several for one ask")
    void a33_rawPacketsThatWait() {
        AjpConversation conversation = idleContainer(lighttpdPost(15));
        ByteBuffer input = ByteBuffer.wrap(concat(raw("hello"), raw("world"), raw("again")));
        conversation.parser().parse(input);
        assertThat(conversation.parser().isHeld()).isTrue();
        assertThat(conversation.parser().askForBody(8192)).isEqualTo(10);
        conversation.parser().parse(input);
        assertThat(conversation.parser().mayAskForBody()).isFalse();
        assertThat(conversation.requests().get(0).body()).isEqualTo(text("helloworldagain"));
        assertThat(conversation.requests().get(0).missing()).isZero();
    }

    @Test
    @DisplayName("A-33 after raw packets, and after a body that may be raw, the connection can't be used again")
    void a33_noRequestFollowsARawBody() {
        AjpConversation conversation = idleContainer(concat(lighttpdPost(5), raw("hello")));
        assertThat(conversation.parser().isReusable()).isFalse();
        AjpConversation unread = idleContainer(lighttpdPost(5000));
        assertThat(unread.parser().isReusable()).isFalse();
        // Its client made the first two bytes look like a count.
        AjpConversation disguised = idleContainer(concat(lighttpdPost(5000), packet(number(3), text("abc"))));
        assertThat(disguised.parser().isReusable()).isFalse();
    }

    @Test
    @DisplayName("A-33 who sends attributes or no length is not lighttpd")
    void a33_onlyLighttpdIsRaw() {
        assertRefused(auto(post(5), raw("hello")), "bodyPackets");
        byte[] noLength = Forward.get("/")
                .method(4)
                .header("transfer-encoding", "chunked")
                .bytes();
        assertRefused(auto(noLength, raw("hello")), "bodyPackets");
        assertRefused(auto(lighttpdPost(4), raw("hello")), "bodyPackets");
    }

    @Test
    @DisplayName("A-33 what a connection's first body packet was, all others are")
    void a33_theFirstPacketDecides() {
        assertRefused(auto(lighttpdPost(10), body("hello"), raw("world")), "bodyPackets");
        assertRefused(converse(BodyPackets.STANDARD, lighttpdPost(5), raw("hello")), "bodyPackets");
        AjpConversation forced = converse(BodyPackets.RAW, lighttpdPost(7), packet(number(5), text("hello")));
        assertThat(forced.requests().get(0).body()).isEqualTo(concat(number(5), text("hello")));
        assertRefused(converse(BodyPackets.RAW, lighttpdPost(5), packet(number(5), text("hello"))), "only 5 more");
    }

    @Test
    @DisplayName("A-33 the option has three values")
    void a33_theOption() {
        assertThat(BodyPackets.parse("auto")).isEqualTo(BodyPackets.AUTO);
        assertThat(BodyPackets.parse("Standard")).isEqualTo(BodyPackets.STANDARD);
        assertThat(BodyPackets.parse("raw")).isEqualTo(BodyPackets.RAW);
        assertThatThrownBy(() -> BodyPackets.parse("lighttpd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("auto, standard or raw");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R-9 a short body after a long one has nothing of it")
    void r09_nothingIsLeftOver(AjpFeed feed) {
        byte[] bytes = concat(post(9000), body("x".repeat(8186)), body("x".repeat(814)), post(2), body("ab"));
        AjpConversation conversation = AjpConversation.of(bytes, BodyPackets.AUTO, feed);
        assertThat(conversation.requests().get(0).body()).hasSize(9000);
        assertThat(conversation.requests().get(1).body()).isEqualTo(text("ab"));
    }

    @Test
    @DisplayName("R-19 a body packet where a request is due is a bad type")
    void r19_neverInStepAgainByChance() {
        AjpConversation conversation = auto(GET, body("x".repeat(0x1FFA)));
        assertThat(conversation.failure().disposition()).isEqualTo(Disposition.CLOSE_NOW);
        assertThat(conversation.failure()).isInstanceOf(GatewayException.class).hasMessageContaining("type 31");
    }
}
