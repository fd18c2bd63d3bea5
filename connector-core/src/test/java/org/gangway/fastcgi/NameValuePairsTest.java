package org.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gangway.cgi.CgiVariables;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Name-value pairs (FastCGI specification, section 3.4). */
class NameValuePairsTest {
    private static CgiVariables read(byte[] params) {
        CgiVariables variables = new CgiVariables(new RequestLimits());
        variables.append(ByteBuffer.wrap(params));
        NameValuePairs.read(variables);
        return variables;
    }

    private static List<String> list(CgiVariables variables) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < variables.count(); i++) {
            list.add(variables.name(i));
            list.add(variables.value(i));
        }
        return list;
    }

    @Test
    @DisplayName("F-19 a pair, even the length of one, may straddle two records")
    void f19_aPairMayStraddleRecords() {
        String[] expected = {"REQUEST_METHOD", "GET", "X", "v".repeat(300), "N".repeat(200), "", "LAST", "1"};
        byte[] params = Records.pairs(expected);
        for (int cut = 1; cut < params.length; cut++) {
            byte[] bytes = new Records()
                    .begin(1, 1, 0)
                    .record(4, 1, Arrays.copyOf(params, cut), cut % 9)
                    .record(4, 1, Arrays.copyOfRange(params, cut, params.length), 1)
                    .record(4, 1, new byte[0], 0)
                    .bytes();
            assertThat(list(onlyRequest(bytes).variables())).containsExactly(expected);
        }
    }

    @Test
    @DisplayName("F-19 every byte may come in a record of its own")
    void f19_aPairMayComeByteByByte() {
        String[] expected = {"A", "v".repeat(130), "B", ""};
        Records records = new Records().begin(1, 1, 0);
        for (byte b : Records.pairs(expected)) {
            records.record(4, 1, new byte[] {b}, 7);
        }
        byte[] bytes = records.record(4, 1, new byte[0], 0).bytes();
        assertThat(list(onlyRequest(bytes).variables())).containsExactly(expected);
    }

    @Test
    @DisplayName("F-16 pairs of two requests that take turns are not mixed up")
    void f16_pairsOfTwoRequestsAreKeptApart() {
        byte[] one = Records.pairs("A", "1".repeat(200), "B", "x");
        byte[] two = Records.pairs("C", "2".repeat(200), "D", "y");
        Records records = new Records().begin(1, 1, 1).begin(2, 1, 1);
        for (int i = 0; i < one.length; i++) {
            records.params(1, new byte[] {one[i]}).params(2, new byte[] {two[i]});
        }
        byte[] bytes = records.params(2, new byte[0]).params(1, new byte[0]).bytes();
        List<ReceivedRequest> requests =
                ReceivedConnection.of(bytes, Feed.RANDOM_SPLITS).requests();
        assertThat(list(requests.get(0).variables())).containsExactly("A", "1".repeat(200), "B", "x");
        assertThat(list(requests.get(1).variables())).containsExactly("C", "2".repeat(200), "D", "y");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 126, 127, 128, 129, 255, 256, 65_535})
    @DisplayName("F-25 a length up to 127 takes one byte, a greater one four")
    void f25_bothFormsOfALengthAreRead(int length) {
        String name = "N".repeat(Math.max(1, length));
        String value = "v".repeat(length);
        assertThat(list(read(Records.pairs(name, value, "NEXT", "1")))).containsExactly(name, value, "NEXT", "1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 127, 128})
    @DisplayName("F-25 a short length may take four bytes")
    void f25_theLongFormOfAShortLengthIsRead(int length) {
        byte[] text = Records.text("x".repeat(length));
        byte[] longForm = Records.longForm(length);
        byte[] bytes = Records.concat(longForm, longForm, text, text, Records.longForm(1), Records.text("\0N"));
        assertThat(list(read(bytes))).containsExactly("x".repeat(length), "x".repeat(length), "N", "");
        if (length < 128) {
            byte[] shortForm = {(byte) length};
            assertThat(list(read(Records.concat(shortForm, longForm, text, text))))
                    .hasSize(2);
            assertThat(list(read(Records.concat(longForm, shortForm, text, text))))
                    .hasSize(2);
        }
    }

    @Test
    @DisplayName(
            "F-26 lengths of up to 31 bits, and sums beyond, are compared with what is there before anything is done")
    void f26_greatLengthsAreComparedWithWhatIsThere() {
        int[] lengths = {0, 1, 127, 128, 0xFFFF, 0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFF0, 0x7FFF_FFFE, 0x7FFF_FFFF};
        for (int name : lengths) {
            for (int value : lengths) {
                if (name + (long) value <= 8) {
                    continue;
                }
                byte[] bytes =
                        Records.concat(Records.longForm(name), Records.longForm(value), Records.text("12345678"));
                long before = allocated();
                GatewayException x = catchThrowableOfType(GatewayException.class, () -> read(bytes));
                assertThat(allocated() - before).isLessThan(1_000_000);
                assertThat(x).hasMessage("the PARAMS stream of 16 bytes ends within a name-value pair");
                assertThat(x.disposition()).isEqualTo(Disposition.KEEP);
            }
        }
    }

    @Test
    @DisplayName("F-26 0x80000000 on the wire is a length of 0, 0xFFFFFFFF one of 2147483647, 0x7F one of 127")
    void f26_theHighestBitIsNoPartOfTheLength() {
        byte[] zero = {(byte) 0x80, 0, 0, 0};
        assertThat(list(read(Records.concat(new byte[] {1}, zero, Records.text("N")))))
                .containsExactly("N", "");
        byte[] most = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
        assertThatThrownBy(() -> read(Records.concat(new byte[] {1}, most, Records.text("N"))))
                .hasMessageContaining("ends within a name-value pair");
        assertThatThrownBy(() -> read(Records.text("\177\377\377\377")))
                .hasMessageContaining("ends within a name-value pair");
    }

    @Test
    @DisplayName("F-26 the limit for all variables holds while they arrive, however many records they take")
    void f26_theLimitHoldsWhileVariablesArrive() {
        int limit = new RequestLimits().getMaxVariablesBytes();
        Records records = new Records().begin(1, 1, 0);
        for (int sent = 0; sent <= limit; sent += 65_535) {
            records.params(1, new byte[65_535]);
        }
        ReceivedConnection connection =
                ReceivedConnection.of(records.params(1, new byte[0]).bytes(), Feed.RANDOM_SPLITS);
        assertThat(connection.requests()).isEmpty();
        assertThat(connection.begun().get(0).refusal().status()).isEqualTo(431);
        assertThat(connection.isIdle()).isTrue();
    }

    @Test
    @DisplayName("F-27 a stream that ends within a pair is a 400 that keeps the connection")
    void f27_aPairThatIsCutOffIsRefused() {
        byte[] params = Records.pairs("A", "1", "B", "v".repeat(130), "N".repeat(128), "x", "C", "");
        List<Integer> ends = List.of(0, 4, 4 + 136, 4 + 136 + 134, params.length);
        for (int length = 0; length <= params.length; length++) {
            byte[] cut = Arrays.copyOf(params, length);
            if (ends.contains(length)) {
                assertThat(read(cut).count()).isEqualTo(ends.indexOf(length));
                continue;
            }
            GatewayException x = catchThrowableOfType(GatewayException.class, () -> read(cut));
            assertThat(x.status()).isEqualTo(400);
            assertThat(x.disposition()).isEqualTo(Disposition.KEEP);
        }
    }

    @Test
    @DisplayName("F-27 bytes of the request before, still in the block, don't complete a pair")
    void f27_whatIsBehindTheEndIsNotRead() {
        CgiVariables variables = new CgiVariables(new RequestLimits());
        variables.append(ByteBuffer.wrap(Records.pairs("NAME", "value", "OTHER", "value")));
        variables.clear();
        for (int length = 1; length < 11; length++) {
            variables.append(ByteBuffer.wrap(Records.pairs("NAME", "value"), 0, length));
            assertThatThrownBy(() -> NameValuePairs.read(variables)).isInstanceOf(GatewayException.class);
            variables.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "=", "A\0", "\0"})
    @DisplayName("F-28 a name is not empty and holds no equals sign and no NUL")
    void f28_aBadNameIsRefused(String name) {
        GatewayException x =
                catchThrowableOfType(GatewayException.class, () -> read(Records.pairs("OK", "1", name, "value")));
        assertThat(x.status()).isEqualTo(400);
        assertThat(x.disposition()).isEqualTo(Disposition.KEEP);
    }

    @Test
    @DisplayName("F-28 a value holds any byte but NUL")
    void f28_aValueHoldsAnyByteButNul() {
        for (int b = 0; b < 256; b++) {
            String value = "before" + (char) b + "behind";
            if (b == 0) {
                assertThatThrownBy(() -> read(Records.pairs("N", value))).hasMessage("the value of N holds a NUL");
            } else {
                assertThat(list(read(Records.pairs("N", value)))).containsExactly("N", value);
            }
        }
    }

    @Test
    @DisplayName("F-29 the order of the web server is kept, and so are duplicates, for the mapper to judge")
    void f29_duplicatesAreKeptInOrder() {
        String[] expected = {"HTTP_X", "1", "A", "", "HTTP_X", "2", "HTTP_X", "1"};
        assertThat(list(read(Records.pairs(expected)))).containsExactly(expected);
    }

    @Test
    @DisplayName("F-25 what is written is read again")
    void f25_whatIsWrittenIsReadAgain() {
        Random random = new Random(25);
        for (int round = 0; round < 500; round++) {
            List<String> expected = new ArrayList<>();
            ByteBuffer buffer = ByteBuffer.allocate(65_536);
            for (int i = random.nextInt(12); i > 0; i--) {
                String name = "N".repeat(1 + random.nextInt(random.nextBoolean() ? 12 : 300));
                String value = "v".repeat(random.nextInt(random.nextBoolean() ? 130 : 3000));
                int before = buffer.position();
                NameValuePairs.write(buffer, Records.text(name), Records.text(value));
                assertThat(buffer.position() - before)
                        .isEqualTo(NameValuePairs.encodedLength(name.length(), value.length()));
                expected.addAll(List.of(name, value));
            }
            byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
            assertThat(bytes).isEqualTo(Records.pairs(expected.toArray(String[]::new)));
            assertThat(list(read(bytes))).isEqualTo(expected);
        }
    }

    private static ReceivedRequest onlyRequest(byte[] bytes) {
        List<ReceivedRequest> requests =
                ReceivedConnection.of(bytes, Feed.WHOLE).requests();
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void f25_pairsOfAManagementRecordAreReadUnlessCutOff() {
        String longValue = "v".repeat(200);
        ByteBuffer buffer = ByteBuffer.allocate(300);
        NameValuePairs.write(
                buffer,
                "a".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                "1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        NameValuePairs.write(
                buffer,
                "bc".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                longValue.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        byte[] content = Arrays.copyOf(buffer.array(), buffer.position());
        List<String> pairs = new ArrayList<>();

        assertThat(NameValuePairs.read(content, (name, value) -> pairs.add(name + '=' + value)))
                .isTrue();
        assertThat(pairs).containsExactly("a=1", "bc=" + longValue);
        for (int length = 1; length < content.length; length++) {
            boolean whole = length == 4;
            assertThat(NameValuePairs.read(Arrays.copyOf(content, length), (name, value) -> {}))
                    .as("%d bytes", length)
                    .isEqualTo(whole);
        }
    }
}
