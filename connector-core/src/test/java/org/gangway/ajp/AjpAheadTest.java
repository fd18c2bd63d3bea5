package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.ajp.Packets.CPING;
import static org.gangway.ajp.Packets.EMPTY;
import static org.gangway.ajp.Packets.NO_BYTES;
import static org.gangway.ajp.Packets.body;
import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.packet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several packets of a body under way at a time. */
class AjpAheadTest {
    private static final int LENGTH = 1_000_000;
    private static final byte[] PACKET = body("x".repeat(100));

    private static Forward post(int length) {
        return Forward.post(Integer.toString(length));
    }

    /** A request whose body the container reads as far as a test says. */
    private static AjpConversation begin(Forward request, BodyPackets packets) {
        AjpConversation conversation = new AjpConversation(packets);
        conversation.parser().parse(ByteBuffer.wrap(request.bytes()));
        return conversation;
    }

    private static AjpConversation begin(int length) {
        return begin(post(length).attribute("AJP_REMOTE_PORT", "1024"), BodyPackets.AUTO);
    }

    private static void arrive(AjpConversation conversation, int packets) {
        for (int i = 0; i < packets; i++) {
            conversation.parser().parse(ByteBuffer.wrap(PACKET));
        }
    }

    /** Asks for as much as it may; says for how many packets. */
    private static int ask(AjpConversation conversation) {
        int count = 0;
        while (conversation.parser().mayAskForBody()) {
            assertThat(conversation.parser().askForBody(8192)).isEqualTo(8186);
            count++;
        }
        return count;
    }

    /** Asks, and gets all; says how many packets were asked for each time. */
    private static List<Integer> rounds(AjpConversation conversation, int count) {
        List<Integer> asked = new ArrayList<>();
        arrive(conversation, 1);
        for (int i = 0; i < count; i++) {
            asked.add(ask(conversation));
            arrive(conversation, asked.get(i));
        }
        return asked;
    }

    @Test
    @DisplayName("A-28 twice as many as before, up to 8")
    void a28_moreAndMoreAtATime() {
        assertThat(ask(begin(LENGTH))).isZero();
        assertThat(rounds(begin(LENGTH), 6)).containsExactly(1, 2, 4, 8, 8, 8);
        assertThat(rounds(begin(post(LENGTH), BodyPackets.STANDARD), 4)).containsExactly(1, 2, 4, 8);
    }

    @ParameterizedTest
    @CsvSource({"8192, 8", "16384, 4", "32768, 2", "65536, 1"})
    @DisplayName(
            "A-28 64 KiB are under way at most, in packets of any size: a web server may have to write them at once")
    void a28_64KiBAtATime(int packetSize, int most) {
        AjpConversation conversation = begin(LENGTH);
        arrive(conversation, 1);
        for (int i = 0; i < 5; i++) {
            int count = 0;
            while (conversation.parser().mayAskForBody()) {
                assertThat(conversation.parser().askForBody(packetSize)).isEqualTo(packetSize - 6);
                count++;
            }
            assertThat(count).isEqualTo(Math.min(1 << i, most));
            arrive(conversation, count);
        }
    }

    @Test
    @DisplayName("A-29 as many as must come, however large the packets are")
    void a29_noMoreThanMustCome() {
        assertThat(rounds(begin(200 + 65533), 3)).containsExactly(1, 1, 1);
        assertThat(rounds(begin(200 + 65533 + 1), 3)).containsExactly(1, 2, 1);
    }

    @Test
    @DisplayName("A-33 one at a time where the web server may be lighttpd, or the end is unknown")
    void a33_oneAtATime() {
        assertThat(rounds(begin(post(LENGTH), BodyPackets.AUTO), 4)).containsExactly(1, 1, 1, 1);
        Forward chunked = Forward.get("/")
                .method(4)
                .header("transfer-encoding", "chunked")
                .attribute("AJP_REMOTE_PORT", "1024");
        AjpConversation conversation = begin(chunked, BodyPackets.STANDARD);
        for (int i = 0; i < 20; i++) {
            assertThat(ask(conversation)).isEqualTo(1);
            arrive(conversation, 1);
        }
    }

    /** A web server that sends packets of any size, and fails where it is asked for more than it has. */
    @ParameterizedTest
    @CsvSource({"1, 65533", "65533, 65533", "8000, 8186", "1, 9000", "8186, 8186", "30000, 65530"})
    @DisplayName("A-30 never one too many, and all are there at the end")
    void a30_neverOneTooMany(int least, int most) {
        Random random = new Random(least * 31L + most);
        for (int round = 0; round < 10; round++) {
            int length = 1 + random.nextInt(LENGTH);
            AjpConversation conversation = begin(length);
            AjpParser parser = conversation.parser();
            int left = length;
            int due = 1;
            int packets = 0;
            while (left > 0) {
                for (int i = due == 0 ? 1 : random.nextInt(10); i > 0 && parser.mayAskForBody(); i--) {
                    assertThat(parser.askForBody(8192)).isPositive();
                    due++;
                }
                for (int i = due; i > 0 && (i == due || random.nextBoolean()); i--) {
                    assertThat(left).isPositive();
                    int size = Math.min(left, least + random.nextInt(most - least + 1));
                    left -= size;
                    due--;
                    packets++;
                    ByteBuffer packet = ByteBuffer.wrap(body(new byte[size]));
                    int cut = random.nextInt(packet.limit());
                    parser.parse(packet.slice(0, cut));
                    if (random.nextInt(4) == 0 && parser.mayAskForBody()) {
                        parser.askForBody(8192);
                        due++;
                    }
                    parser.parse(packet.position(cut));
                }
            }
            assertThat(due).isZero();
            // Behind a first packet that is full and brings just the length there may be more.
            assertThat(parser.mayAskForBody()).isEqualTo(packets == 1 && length >= 8186);
            assertThat(conversation.requests().get(0).body()).hasSize(length);
            assertThat(conversation.requests().get(0).missing()).isZero();
            assertThat(parser.isReusable()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    @DisplayName("A-31, R-5 all packets under way are swallowed when the response overtakes them")
    void a31_allThatAreUnderWayAreSwallowed(int arrived) {
        byte[] forged = Forward.get("/forged").payload();
        AjpConversation conversation = begin(LENGTH);
        rounds(conversation, 2);
        assertThat(ask(conversation)).isEqualTo(4);
        arrive(conversation, arrived);
        assertThat(conversation.parser().isReusable()).isTrue();
        conversation.end();
        assertThat(conversation.parser().isBodyLate()).isTrue();
        for (int i = arrived; i < 4; i++) {
            assertThat(conversation.parser().isIdle()).isFalse();
            conversation.parser().parse(ByteBuffer.wrap(packet(forged)));
        }
        assertThat(conversation.parser().isIdle()).isTrue();
        conversation.parser().parse(ByteBuffer.wrap(CPING));
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "CPING");
    }

    @Test
    @DisplayName("A-31 wherever the packet is cut that the response overtakes")
    void a31_wherever() {
        byte[] next = Forward.get("/next").bytes();
        byte[] bytes = concat(body("hello"), PACKET, PACKET, PACKET, next);
        for (int cut = 0; cut <= bytes.length - next.length; cut++) {
            AjpConversation conversation = begin(LENGTH);
            rounds(conversation, 2);
            ask(conversation);
            ByteBuffer input = ByteBuffer.wrap(bytes);
            conversation.parser().parse(input.slice(0, cut));
            conversation.end();
            conversation.parser().parse(input.slice(cut, bytes.length - cut));
            assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "FORWARD_REQUEST");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A-29 a client that goes away while packets are under way: no request may follow")
    void a29_anEarlyEnd(AjpFeed feed) {
        AjpConversation conversation = begin(LENGTH);
        rounds(conversation, 2);
        assertThat(ask(conversation)).isEqualTo(4);
        AjpParser parser = conversation.parser();
        feed.feed(NO_BYTES, parser::parse);
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "body ends, 999600 missing");
        assertThat(parser.mayAskForBody()).isFalse();
        assertThatThrownBy(() -> parser.askForBody(8192)).isInstanceOf(IllegalStateException.class);
        assertThat(parser.isReusable()).isFalse();
        assertThat(parser.isBodyDue()).isTrue();
        conversation.end();
        for (int i = 0; i < 3; i++) {
            assertThat(parser.isBodyLate()).isTrue();
            feed.feed(NO_BYTES, parser::parse);
        }
        assertThat(parser.isIdle()).isTrue();
    }

    /** lighttpd's packets for so many bytes, a new one for each 8188. */
    private static byte[] raw(int length) {
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        for (int left = length; left > 0; left -= 8188) {
            packets.writeBytes(packet(new byte[Math.min(8188, left)]));
        }
        return packets.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"8188, ''", "8190, 2", "49128, 40940", "65536, '40940, 16408'", "100000, '40940, 40940, 9932'"})
    @DisplayName("A-33 lighttpd is asked for whole packets, or the rest, and again when they are here")
    void a33_lighttpdIsAskedForWholePackets(int length, String asks) {
        AjpConversation conversation = begin(post(length), BodyPackets.AUTO);
        AjpParser parser = conversation.parser();
        parser.parse(ByteBuffer.wrap(raw(Math.min(length, 8188))));
        List<String> asked = new ArrayList<>();
        while (parser.mayAskForBody()) {
            int bytes = parser.askForBody(8192);
            asked.add(Integer.toString(bytes));
            assertThat(parser.mayAskForBody()).isFalse();
            parser.parse(ByteBuffer.wrap(raw(bytes)));
        }
        assertThat(String.join(", ", asked)).isEqualTo(asks);
        assertThat(conversation.requests().get(0).body()).hasSize(length);
        assertThat(parser.isBodyDue()).isFalse();
        assertThat(parser.isReusable()).isFalse();
    }

    /** Up to 1.4.59 lighttpd stops for good when more than 61,440 bytes wait to be written. */
    @Test
    @DisplayName("A-33 no more than five of lighttpd's packets are under way, however its packets are cut")
    void a33_lighttpdsBytesAreCounted() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int length = 1 + random.nextInt(LENGTH);
            AjpConversation conversation = begin(post(length), BodyPackets.AUTO);
            AjpParser parser = conversation.parser();
            int wanted = Math.min(length, 8188);
            ByteBuffer wire = ByteBuffer.wrap(raw(wanted));
            while (wire.hasRemaining()) {
                int cut = 1 + random.nextInt(Math.min(20_000, wire.remaining()));
                parser.parse(wire.slice(wire.position(), cut));
                wire.position(wire.position() + cut);
                while (parser.mayAskForBody() && (!wire.hasRemaining() || random.nextBoolean())) {
                    int bytes = parser.askForBody(8192);
                    wanted += bytes;
                    assertThat(wanted - conversation.requests().get(0).body().length)
                            .isLessThanOrEqualTo(40_940);
                    byte[] rest = new byte[wire.remaining()];
                    wire.get(rest);
                    wire = ByteBuffer.wrap(concat(rest, raw(bytes)));
                }
            }
            assertThat(wanted).isEqualTo(length);
            assertThat(conversation.requests().get(0).body()).hasSize(length);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A-33 an empty packet of lighttpd's is the last, whatever was asked for")
    void a33_anEarlyEndOfLighttpds(AjpFeed feed) {
        AjpConversation conversation = begin(post(LENGTH), BodyPackets.AUTO);
        AjpParser parser = conversation.parser();
        parser.parse(ByteBuffer.wrap(raw(8188)));
        assertThat(parser.askForBody(8192)).isEqualTo(40_940);
        feed.feed(concat(raw(8188), EMPTY), parser::parse);
        assertThat(conversation.events()).containsExactly("FORWARD_REQUEST", "body ends, 983624 missing");
        assertThat(parser.isBodyDue()).isFalse();
        assertThat(parser.mayAskForBody()).isFalse();
        assertThat(parser.isReusable()).isFalse();
    }
}
