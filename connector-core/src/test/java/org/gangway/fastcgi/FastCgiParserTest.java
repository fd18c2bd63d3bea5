package org.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Framing of records (FastCGI specification, sections 3.3 and 5.1), line by line of the protocol checklist. */
class FastCgiParserTest {
    private static final byte[] NOTHING = {};

    /** One of everything that a web server may send, with all lengths of padding that matter. */
    private static byte[] conversation() {
        return new Records()
                .record(9, 0, Records.pairs("FCGI_MPXS_CONNS", ""), 3)
                .begin(1, 1, 1)
                .record(4, 1, Records.pairs("A", "bc"), 5)
                .record(4, 1, NOTHING, 2)
                .record(200, 0, Records.text("what?"), 1)
                .begin(0x1234, 3, 0)
                .record(5, 1, Records.text("body"), 0)
                .record(5, 1, NOTHING, 0)
                .record(8, 0x1234, Records.text("file"), 7)
                .record(77, 1, Records.text("?"), 1)
                .record(2, 0x1234, NOTHING, 0)
                .bytes();
    }

    private static final List<String> EVENTS = List.of(
            "GET_VALUES [FCGI_MPXS_CONNS]",
            "BEGIN_REQUEST 1 role 1 keep",
            "PARAMS 1 ends",
            "UNKNOWN_TYPE 200",
            "BEGIN_REQUEST 4660 role 3 close",
            "STDIN 1 ends",
            "ABORT_REQUEST 4660");

    private static void checkConversation(ReceivedConnection connection, FastCgiParser parser) {
        assertThat(connection.events()).isEqualTo(EVENTS);
        assertThat(parser.isIdle()).isTrue();
        assertThat(connection.begun().get(0).params()).isEqualTo(Records.pairs("A", "bc"));
        assertThat(connection.begun().get(0).stdin()).isEqualTo(Records.text("body"));
        assertThat(connection.begun().get(1).data()).isEqualTo(Records.text("file"));
        assertThat(connection.begun().get(1).isAborted()).isTrue();
    }

    @Test
    @DisplayName("F-6 the header is version, type, request id, content length, padding length and a reserved byte")
    void f06_theHeaderHasEightBytes() {
        byte[] bytes = {1, 5, 0x12, 0x34, 0, 3, 2, 0, 'a', 'b', 'c', 'x', 'x', 1, 2, 0x12, 0x34, 0, 0, 0, 0};
        List<String> seen = new ArrayList<>();
        FastCgiParser parser = new FastCgiParser(new Ignoring() {
            @Override
            public void onStream(RecordType type, int requestId, ByteBuffer content) {
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                seen.add(type + " " + Integer.toHexString(requestId) + " " + Arrays.toString(bytes));
            }

            @Override
            public void onAbortRequest(int requestId) {
                seen.add("abort " + Integer.toHexString(requestId));
            }
        });

        parser.parse(ByteBuffer.wrap(bytes));

        assertThat(seen).containsExactly("STDIN 1234 [97, 98, 99]", "abort 1234");
    }

    @Test
    @DisplayName("F-7 any other version is an error, after which nothing more is taken")
    void f07_anotherVersionLosesTheFraming() {
        for (int version = 0; version < 256; version++) {
            if (version == 1) {
                continue;
            }
            byte[] bytes = new Records().begin(1, 1, 0).begin(2, 1, 0).bytes();
            bytes[16] = (byte) version;
            for (Feed feed : Feed.values()) {
                ReceivedConnection connection = ReceivedConnection.of(bytes, feed);
                assertThat(connection.events()).containsExactly("BEGIN_REQUEST 1 role 1 close");
                assertThat(connection.failure())
                        .hasMessage("FastCGI version " + version + " where 1 was expected")
                        .extracting(GatewayException::disposition)
                        .isEqualTo(Disposition.CLOSE_NOW);
            }
        }
        FastCgiParser parser = new FastCgiParser(new Ignoring());
        ByteBuffer http = ByteBuffer.wrap(Records.text("GET / HTTP/1.1\r\n\r\n"));
        assertThatThrownBy(() -> parser.parse(http)).isInstanceOf(GatewayException.class);
        ByteBuffer valid = ByteBuffer.wrap(new Records().begin(1, 1, 0).bytes());
        assertThatThrownBy(() -> parser.parse(valid)).hasMessage("more input after a protocol error");
    }

    @Test
    @DisplayName("F-8 content of 0 to 65535 bytes is taken whole")
    void f08_contentMayHaveAnyLength() {
        int[] received = new int[2];
        FastCgiParser parser = new FastCgiParser(new Ignoring() {
            @Override
            public void onStream(RecordType type, int requestId, ByteBuffer content) {
                received[0] += content.remaining();
            }

            @Override
            public void onStreamEnd(RecordType type, int requestId) {
                received[1]++;
            }
        });
        ByteBuffer buffer = ByteBuffer.allocate(8 + 65535 + 3);
        for (int length = 0; length <= 65535; length++) {
            received[0] = 0;
            received[1] = 0;
            buffer.clear().putLong(0, 0x0105_0001_0000_0300L | (long) length << 16);
            parser.parse(buffer.limit(8 + length + 3));
            assertThat(received[0]).isEqualTo(length);
            assertThat(received[1]).isEqualTo(length == 0 ? 1 : 0);
            assertThat(parser.isIdle()).isTrue();
        }
    }

    @Test
    @DisplayName("F-8 padding of 0 to 255 bytes is skipped behind every type of record")
    void f08_paddingIsSkippedBehindEveryType() {
        for (int type = 0; type < 256; type++) {
            byte[] content = type == 1 ? new byte[8] : type == 9 ? Records.pairs("N", "") : Records.text("x");
            for (int padding = 0; padding < 256; padding++) {
                for (int id = 0; id < 2; id++) {
                    byte[] bytes = new Records()
                            .record(type, id, content, padding)
                            .begin(7, 1, 0)
                            .bytes();
                    List<String> events =
                            ReceivedConnection.of(bytes, Feed.RANDOM_SPLITS).events();
                    assertThat(events.get(events.size() - 1)).isEqualTo("BEGIN_REQUEST 7 role 1 close");
                }
            }
        }
    }

    @Test
    @DisplayName("F-9 the reserved byte and the reserved bytes of BEGIN_REQUEST are not looked at")
    void f09_reservedBytesAreIgnored() {
        for (int reserved = 0; reserved < 256; reserved++) {
            byte b = (byte) reserved;
            byte[] bytes = {1, 1, 0, 1, 0, 8, 0, b, 0, 1, 0, b, b, b, b, b};
            assertThat(ReceivedConnection.of(bytes, Feed.WHOLE).events())
                    .containsExactly("BEGIN_REQUEST 1 role 1 close");
        }
    }

    @Test
    @DisplayName("F-11 a record may be cut anywhere, even twice")
    void f11_inputMayBeCutAtEveryByte() {
        byte[] bytes = conversation();
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                ReceivedConnection connection = new ReceivedConnection();
                FastCgiParser parser = new FastCgiParser(connection);
                parser.parse(ByteBuffer.wrap(bytes, 0, first));
                parser.parse(ByteBuffer.wrap(bytes, first, second - first));
                parser.parse(ByteBuffer.wrap(bytes, second, bytes.length - second));
                checkConversation(connection, parser);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F-11 the pieces don't matter")
    void f11_everyFeedGivesTheSame(Feed feed) {
        ReceivedConnection connection = new ReceivedConnection();
        FastCgiParser parser = new FastCgiParser(connection);
        feed.feed(conversation(), parser::parse);
        checkConversation(connection, parser);
    }

    @Test
    @DisplayName("F-11 between two records, and only there, the parser is idle")
    void f11_theParserIsIdleBetweenRecordsOnly() {
        byte[] bytes = new Records()
                .begin(1, 1, 0)
                .record(4, 1, Records.text("xy"), 3)
                .record(9, 0, Records.pairs("N", ""), 0)
                .bytes();
        FastCgiParser parser = new FastCgiParser(new Ignoring());
        List<Integer> idle = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            if (parser.isIdle()) {
                idle.add(i);
            }
            parser.parse(ByteBuffer.wrap(bytes, i, 1));
        }
        assertThat(idle).containsExactly(0, 16, 29);
        assertThat(parser.isIdle()).isTrue();
    }

    @Test
    @DisplayName("F-13 BEGIN_REQUEST and other application records with id 0 are unknown to management")
    void f13_applicationRecordsWithoutIdAreUnknown() {
        for (int type : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 10, 11}) {
            byte[] bytes = new Records().record(type, 0, new byte[8], 0).bytes();
            assertThat(ReceivedConnection.of(bytes, Feed.WHOLE).events()).containsExactly("UNKNOWN_TYPE " + type);
        }
    }

    @Test
    @DisplayName("F-17 ids go up to 65535")
    void f17_idsHaveSixteenBits() {
        for (int id = 1; id <= 65535; id++) {
            byte[] bytes = new Records().begin(id, 1, 0).bytes();
            assertThat(ReceivedConnection.of(bytes, Feed.WHOLE).events())
                    .containsExactly("BEGIN_REQUEST " + id + " role 1 close");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PARAMS", "STDIN", "DATA"})
    @DisplayName("F-18 a stream ends with a record without content, padded or not")
    void f18_anEmptyRecordEndsAStream(RecordType type) {
        for (int padding = 0; padding < 256; padding++) {
            byte[] bytes = new Records()
                    .begin(3, 1, 0)
                    .record(type.code(), 3, Records.text("x"), padding)
                    .record(type.code(), 3, NOTHING, padding)
                    .bytes();
            assertThat(ReceivedConnection.of(bytes, Feed.WHOLE).events())
                    .containsExactly("BEGIN_REQUEST 3 role 1 close", type + " 3 ends");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PARAMS", "STDIN", "DATA"})
    @DisplayName("F-22 what follows the end of a stream is told as what it is, never as a new request")
    void f22_whatFollowsTheEndOfAStreamIsNoRequest(RecordType type) {
        byte[] hidden = new Records().begin(2, 1, 0).bytes();
        byte[] bytes = new Records()
                .begin(1, 1, 0)
                .record(type.code(), 1, NOTHING, 0)
                .record(type.code(), 1, hidden, 0)
                .record(type.code(), 1, NOTHING, 0)
                .bytes();
        assertThat(ReceivedConnection.of(bytes, Feed.BYTE_BY_BYTE).events())
                .containsExactly("BEGIN_REQUEST 1 role 1 close", type + " 1 ends", type + " 1 ends");
    }

    @Test
    @DisplayName("F-34 roles 1, 2 and 3 are known, any other is told all the same")
    void f34_theRoleIsToldWhateverItIs() {
        for (int role = 0; role <= 65535; role++) {
            byte[] bytes = new Records().begin(1, role, 0).bytes();
            assertThat(ReceivedConnection.of(bytes, Feed.WHOLE).events())
                    .containsExactly("BEGIN_REQUEST 1 role " + role + " close");
            Role known = Role.of(role);
            assertThat(known == null ? -1 : known.code()).isEqualTo(role >= 1 && role <= 3 ? role : -1);
        }
        assertThat(List.of(Role.of(1), Role.of(2), Role.of(3)))
                .containsExactly(Role.RESPONDER, Role.AUTHORIZER, Role.FILTER);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 9, 16, 65535})
    @DisplayName("F-35 BEGIN_REQUEST of another length than 8 is an error")
    void f35_theBodyOfBeginRequestHasEightBytes(int length) {
        byte[] bytes = new Records().record(1, 1, new byte[length], 0).bytes();
        ReceivedConnection connection = ReceivedConnection.of(bytes, Feed.WHOLE);
        assertThat(connection.events()).isEmpty();
        assertThat(connection.failure())
                .hasMessage("BEGIN_REQUEST of " + length + " bytes where 8 were expected")
                .extracting(GatewayException::disposition)
                .isEqualTo(Disposition.CLOSE_NOW);
    }

    @Test
    @DisplayName("F-35 bit 0 of the flags is KEEP_CONN, the others mean nothing")
    void f35_onlyTheLowestFlagCounts() {
        for (int flags = 0; flags < 256; flags++) {
            byte[] bytes = new Records().begin(1, 1, flags).bytes();
            boolean keep =
                    ReceivedConnection.of(bytes, Feed.WHOLE).begun().get(0).keepConnection();
            assertThat(keep).isEqualTo(flags % 2 == 1);
        }
    }

    @Test
    @DisplayName("F-37 ABORT_REQUEST is told, whatever content it has")
    void f37_abortRequestIsTold() {
        byte[] bytes = new Records()
                .begin(5, 1, 1)
                .record(2, 5, Records.text("odd"), 5)
                .begin(6, 1, 1)
                .bytes();
        assertThat(ReceivedConnection.of(bytes, Feed.BYTE_BY_BYTE).events())
                .containsExactly("BEGIN_REQUEST 5 role 1 keep", "ABORT_REQUEST 5", "BEGIN_REQUEST 6 role 1 keep");
    }

    /** Hears nothing. */
    static class Ignoring implements FastCgiParser.Listener {
        @Override
        public void onBeginRequest(int requestId, int role, boolean keepConnection) {}

        @Override
        public void onStream(RecordType type, int requestId, ByteBuffer content) {}

        @Override
        public void onStreamEnd(RecordType type, int requestId) {}

        @Override
        public void onAbortRequest(int requestId) {}

        @Override
        public void onGetValues(List<String> names) {}

        @Override
        public void onUnknownType(int type) {}
    }
}
