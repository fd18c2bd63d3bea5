package org.gangway.jetty.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gangway.jetty.testing.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 6455 through a tunnel, case by case, as Autobahn's fuzzing client has them: what is sent, and what comes back. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class FrameRulesTest {
    @Parameter
    Peer peer;

    private ChatServer chat;

    /** What is sent, and what comes back: messages, and the code of a close. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Case(String name, Object expected, byte[]... sent) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void start() throws Exception {
        chat = new ChatServer(peer.factory());
        chat.start();
    }

    @AfterEach
    void stop() throws Exception {
        chat.close();
    }

    private static byte[] raw(int first, String payload) {
        return raw(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] raw(int first, byte[] payload) {
        return new Frame(first, payload).bytes();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        // 1: payload lengths on both sides of each encoding of the length.
        for (int length : new int[] {0, 1, 125, 126, 127, 128, 65535, 65536}) {
            String text = "*".repeat(length);
            cases.add(new Case("text of " + length, text, raw(0x81, text)));
        }
        // 2: pings.
        cases.add(new Case("ping with nothing", "pong ", raw(0x89, "")));
        cases.add(new Case("ping with the most", "pong " + "x".repeat(125), raw(0x89, "x".repeat(125))));
        cases.add(new Case("ping with too much", 1002, raw(0x89, "x".repeat(126))));
        cases.add(new Case("pong that nobody asked for", "pong p", raw(0x8A, "unasked"), raw(0x89, "p")));
        // 3: reserved bits without an extension.
        for (int bits : new int[] {0x10, 0x20, 0x40, 0x70}) {
            cases.add(new Case("reserved bits " + bits, 1002, raw(0x81 | bits, "x")));
            cases.add(new Case("reserved bits of a ping " + bits, 1002, raw(0x89 | bits, "x")));
        }
        // 4: reserved opcodes.
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            cases.add(new Case("opcode " + opcode, 1002, raw(0x80 | opcode, "")));
            cases.add(new Case("opcode with a payload " + opcode, 1002, raw(0x80 | opcode, "payload")));
        }
        // 5: fragments.
        cases.add(new Case("fragmented ping", 1002, raw(0x09, "a"), raw(0x80, "b")));
        cases.add(new Case("fragmented pong", 1002, raw(0x0A, "a"), raw(0x80, "b")));
        cases.add(new Case("fragmented text", "onetwo", raw(0x01, "one"), raw(0x80, "two")));
        cases.add(new Case("ping between fragments", "pong p", raw(0x01, "one"), raw(0x89, "p"), raw(0x80, "two")));
        cases.add(new Case("continuation of nothing", 1002, raw(0x80, "two")));
        cases.add(new Case("continuation that goes on of nothing", 1002, raw(0x00, "two"), raw(0x80, "")));
        cases.add(new Case("text within a text", 1002, raw(0x01, "one"), raw(0x81, "two")));
        // 6: UTF-8, cut anywhere.
        byte[] greek = "κόσμε".getBytes(StandardCharsets.UTF_8);
        cases.add(new Case(
                "a character cut in two",
                "κόσμε",
                raw(0x01, Arrays.copyOf(greek, 3)),
                raw(0x80, Arrays.copyOfRange(greek, 3, greek.length))));
        for (byte[] invalid : new byte[][] {
            bytes(0xFF),
            bytes(0xC0, 0x80),
            bytes(0xED, 0xA0, 0x80),
            bytes(0xF4, 0x90, 0x80, 0x80),
            bytes(0xE2, 0x82),
            Bytes.join(greek, bytes(0x80))
        }) {
            cases.add(new Case("no UTF-8 " + Arrays.toString(invalid), 1007, raw(0x81, invalid)));
        }
        cases.add(new Case("no UTF-8 in the second fragment", 1007, raw(0x01, "one"), raw(0x80, bytes(0xFF))));
        // 7: closes.
        cases.add(new Case("close without a code", 1005, raw(0x88, "")));
        cases.add(new Case("close with half a code", 1002, raw(0x88, bytes(3))));
        for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
            cases.add(new Case("close " + code, code, Frame.close(code).bytes()));
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 65535}) {
            cases.add(new Case(
                    "close with the code " + code, 1002, Frame.close(code).bytes()));
        }
        cases.add(new Case(
                "close with the longest reason",
                1000,
                raw(0x88, Bytes.join(bytes(3, 0xE8), "r".repeat(123).getBytes(StandardCharsets.US_ASCII)))));
        cases.add(new Case(
                "close with too long a reason",
                1002,
                raw(0x88, Bytes.join(bytes(3, 0xE8), "r".repeat(124).getBytes(StandardCharsets.US_ASCII)))));
        cases.add(new Case("close with a reason that is no UTF-8", 1007, raw(0x88, bytes(3, 0xE8, 0xFF))));
        cases.add(new Case("what comes behind a close", 1000, Frame.close(1000).bytes(), raw(0x81, "late")));
        // 5.1: a client masks.
        cases.add(new Case("not masked", 1002, bytes(0x81, 1, 'x')));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rule(Case one) throws Exception {
        try (TunnelClient client = peer.open(chat.address(), "/chat")) {
            client.head();
            for (byte[] frame : one.sent()) {
                client.send(client.part(frame));
            }
            if (one.expected() instanceof Integer code) {
                Frame frame = client.frame();
                assertThat(frame.opcode()).isEqualTo(Frame.CLOSE);
                assertThat(frame.code()).isEqualTo(code);
            } else {
                Frame frame = client.frame();
                String what = (frame.opcode() == Frame.PONG ? "pong " : "");
                StringBuilder text = new StringBuilder(what + frame.text());
                while ((frame.first() & Frame.FIN) == 0) {
                    frame = client.frame();
                    text.append(frame.text());
                }
                assertThat(text).hasToString((String) one.expected());
            }
        }
    }
}
