package org.gangway.scgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiVariables;
import org.gangway.fastcgi.Feed;
import org.gangway.request.BodyLength;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request of SCGI: S-1 to S-9 and S-12, rules. */
class ScgiParserTest {
    private static final String GET = "REQUEST_METHOD|GET|REQUEST_URI|/|";
    private static final String POST = "REQUEST_METHOD|POST|REQUEST_URI|/|";

    /** A bar stands for a NUL. */
    private static byte[] bytes(String text) {
        return text.replace('|', '\0').getBytes(ISO_8859_1);
    }

    private static byte[] request(String headers, String body) {
        return bytes(headers.length() + ":" + headers + "," + body);
    }

    private static byte[] get(String more) {
        return request("CONTENT_LENGTH|0|SCGI|1|" + GET + more, "");
    }

    private static ReceivedScgi received(byte[] bytes) {
        return received(bytes, ScgiCompliance.DEFAULT);
    }

    private static ReceivedScgi received(byte[] bytes, ScgiCompliance compliance) {
        ReceivedScgi whole = ReceivedScgi.of(bytes, Feed.WHOLE, new RequestLimits(), compliance);
        for (Feed feed : Feed.values()) {
            ReceivedScgi split = ReceivedScgi.of(bytes, feed, new RequestLimits(), compliance);
            assertThat(split.events()).isEqualTo(whole.events());
            assertThat(split.body()).isEqualTo(whole.body());
            assertThat(split.surplus()).isEqualTo(whole.surplus());
        }
        return whole;
    }

    private static void assertServed(byte[] bytes) {
        assertThat(received(bytes).failure()).isNull();
        assertThat(received(bytes).events()).containsExactly("headers", "body");
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertRefused(received(bytes), 400, reason);
    }

    private static void assertRefused(ReceivedScgi received, int status, String reason) {
        GatewayException failure = received.failure();
        assertThat(failure).isNotNull();
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure).hasMessageContaining(reason);
        assertThat(failure.disposition()).isNotEqualTo(Disposition.CLOSE_NOW);
        assertThat(received.isComplete()).isFalse();
    }

    @Test
    void s1ExampleOfTheSpecification() {
        ReceivedScgi received = received(request(
                "CONTENT_LENGTH|27|SCGI|1|REQUEST_METHOD|POST|REQUEST_URI|/deepthought|",
                "What is the answer to life?"));
        assertThat(received.failure()).isNull();
        assertThat(received.events()).containsExactly("headers", "body");
        assertThat(received.isComplete()).isTrue();
        assertThat(received.contentLength()).isEqualTo(27);
        assertThat(new String(received.body(), ISO_8859_1)).isEqualTo("What is the answer to life?");
        assertThat(received.variables().count()).isEqualTo(4);
        assertThat(received.variables().name(3)).isEqualTo("REQUEST_URI");
        assertThat(received.variables().value(3)).isEqualTo("/deepthought");
        assertThat(received.variables().length()).isEqualTo(70);
    }

    @Test
    void s1TruncationAtEveryByteEndsNothing() {
        byte[] request = request("CONTENT_LENGTH|3|SCGI|1|" + POST, "abc");
        for (int length = 0; length < request.length; length++) {
            ReceivedScgi received = received(Arrays.copyOf(request, length));
            assertThat(received.failure()).isNull();
            assertThat(received.isComplete()).isFalse();
            assertThat(received.isIdle()).isEqualTo(length == 0);
            assertThat(received.events()).doesNotContain("body");
        }
        assertThat(received(request).isComplete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'12x:', no number",
        "'1-2:', no number",
        "'12 :', no number",
        "'070:', leading zero",
        "'00:', leading zero",
        "'9999999999:', 9 digits",
        "'2147483648:', 9 digits",
        "'4294967295:', 9 digits"
    })
    void s2LengthIsDigitsOnly(String length, String reason) {
        assertRefused(bytes(length + "CONTENT_LENGTH|0|,"), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {":", "-1:", "+1:", " 1:", "GET / HTTP/1.0\r\n\r\n", "|||", "\u0001\u0001", "\u00124"})
    void s2WhatDoesNotBeginWithADigitIsNotScgi(String text) {
        GatewayException failure = received(bytes(text)).failure();
        assertThat(failure).hasMessageContaining("not SCGI");
        assertThat(failure.disposition()).isEqualTo(Disposition.CLOSE_NOW);
    }

    @Test
    void s2NothingIsAllocatedForALengthThatIsOnlyClaimed() {
        RequestLimits limits = new RequestLimits();
        ReceivedScgi received = ReceivedScgi.of(bytes("262144:CONTENT"), Feed.WHOLE, limits, ScgiCompliance.DEFAULT);
        assertThat(received.failure()).isNull();
        assertThat(received.variables().block().length).isLessThan(8192);
    }

    @Test
    void r37HeadersAtTheLimitPassAndOneByteMoreIsA431() {
        RequestLimits limits = new RequestLimits();
        limits.setMaxVariablesBytes(1024);
        for (Feed feed : Feed.values()) {
            assertThat(ReceivedScgi.of(padded(1024), feed, limits, ScgiCompliance.DEFAULT)
                            .failure())
                    .isNull();
            ReceivedScgi long1 = ReceivedScgi.of(padded(1025), feed, limits, ScgiCompliance.DEFAULT);
            assertRefused(long1, 431, "maxVariablesBytes");
            assertThat(long1.events()).containsExactly("refused");
            assertThat(long1.surplus()).isEqualTo(1025 + 1);
            assertThat(long1.variables().length()).isZero();
        }
    }

    private static byte[] padded(int length) {
        String begin = "CONTENT_LENGTH|0|SCGI|1|" + GET + "PAD|";
        return request(begin + "x".repeat(length - begin.length() - 1) + "|", "");
    }

    @Test
    void s3MissingCommaIsA400() {
        String headers = "CONTENT_LENGTH|0|SCGI|1|" + GET;
        assertRefused(bytes(headers.length() + ":" + headers + ";"), "comma");
        assertRefused(bytes((headers.length() - 1) + ":" + headers + ","), "comma");
    }

    @ParameterizedTest
    @CsvSource({"'A', name", "'A|b', value", "'A|b|C|', value", "'A|b|C', name"})
    void s4HeadersThatDoNotEndWithTheirNulAreMalformed(String end, String within) {
        assertRefused(get(end), "within a " + within);
    }

    @Test
    void s5NameIsNotEmptyButAValueMayBe() {
        assertServed(get("QUERY_STRING||"));
        assertRefused(get("|x|"), "empty name");
    }

    @Test
    void s6NamesThatContradictOneAnotherAreRefused() {
        assertServed(get("HTTP_X_A|1|HTTP_X_A|2|"));
        assertRefused(
                received(get("REQUEST_METHOD|POST|"), ScgiCompliance.LENIENT),
                400,
                "REQUEST_METHOD came twice with different values");
        ReceivedScgi length =
                received(request("CONTENT_LENGTH|1|SCGI|1|" + POST + "CONTENT_LENGTH|2|", "x"), ScgiCompliance.LENIENT);
        assertThatThrownBy(() -> map(length.variables())).hasMessageContaining("CONTENT_LENGTH came twice");
        assertRefused(received(get("SCGI|2|"), ScgiCompliance.LENIENT), 400, "SCGI is not 1");
    }

    /** In no recording does a web server send one of these twice. */
    @ParameterizedTest
    @CsvSource({
        "CONTENT_LENGTH, 0",
        "CONTENT_LENGTH, 1",
        "CONTENT_LENGTH, ''",
        "SCGI, 1",
        "SCGI, ''",
        "REQUEST_METHOD, GET",
        "REQUEST_METHOD, POST",
        "REQUEST_METHOD, ''"
    })
    void s12WhatSaysHowToReadTheRequestComesOnce(String name, String value) {
        byte[] twice = get(name + "|" + value + "|");
        assertRefused(twice, name + " came twice");
        assertRefused(received(twice, ScgiCompliance.STRICT), 400, name + " came twice");
    }

    @Test
    void s12LenientlyTheSameMayComeTwice() {
        ReceivedScgi received = received(
                request("CONTENT_LENGTH|1|SCGI|1|" + POST + "CONTENT_LENGTH||SCGI|1|REQUEST_METHOD|POST|", "x"),
                ScgiCompliance.LENIENT);
        assertThat(received.isComplete()).isTrue();
        assertThat(received.contentLength()).isEqualTo(1);
    }

    @Test
    void s6StrictlyNoNameComesTwice() {
        assertRefused(received(get("HTTP_X_A|1|HTTP_X_A|1|"), ScgiCompliance.STRICT), 400, "twice");
        assertThat(received(get(""), ScgiCompliance.STRICT).failure()).isNull();
    }

    @Test
    void s7ContentLengthComesFirst() {
        byte[] second = request("SCGI|1|CONTENT_LENGTH|2|" + POST, "ab");
        assertRefused(second, "CONTENT_LENGTH is not the first header");
        assertRefused(received(second, ScgiCompliance.STRICT), 400, "first");
        ReceivedScgi lenient = received(second, ScgiCompliance.LENIENT);
        assertThat(lenient.isComplete()).isTrue();
        assertThat(lenient.body()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void s7ContentLengthIsAlwaysThere(ScgiCompliance compliance) {
        ReceivedScgi received = received(request("SCGI|1|" + GET, ""), compliance);
        assertRefused(received, 400, "CONTENT_LENGTH is not the first header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "9999999999999999999", "\u0661"})
    void r6LengthThatIsNoNumberIsA400(String length) {
        assertRefused(request("CONTENT_LENGTH|" + length + "|SCGI|1|" + POST, ""), "CONTENT_LENGTH is no number");
    }

    @Test
    void s8ScgiIsOne() {
        assertRefused(request("CONTENT_LENGTH|0|SCGI|2|" + GET, ""), "SCGI is not 1");
        assertRefused(request("CONTENT_LENGTH|0|SCGI||" + GET, ""), "SCGI is not 1");
        byte[] last = request("CONTENT_LENGTH|0|" + GET + "SCGI|1|", "");
        assertThat(received(last, ScgiCompliance.STRICT).failure()).isNull();
        byte[] without = request("CONTENT_LENGTH|0|" + GET, "");
        assertRefused(received(without, ScgiCompliance.STRICT), 400, "SCGI is missing");
        assertServed(without);
        assertThat(received(without).isVersioned()).isFalse();
        assertThat(received(last).isVersioned()).isTrue();
    }

    @Test
    void s9BodyIsAsLongAsItSays() {
        ReceivedScgi received = received(request("CONTENT_LENGTH|3|SCGI|1|" + POST, "abcdef"));
        assertThat(new String(received.body(), ISO_8859_1)).isEqualTo("abc");
        assertThat(received.surplus()).isEqualTo(3);
        assertThat(received.isComplete()).isTrue();
        assertThat(received(request("CONTENT_LENGTH|3|SCGI|1|" + POST, "ab")).isComplete())
                .isFalse();
    }

    @Test
    void s9LargestLengthThereIs() {
        ReceivedScgi received = received(request("CONTENT_LENGTH|999999999999999999|SCGI|1|" + POST, "abc"));
        assertThat(received.failure()).isNull();
        assertThat(received.contentLength()).isEqualTo(999_999_999_999_999_999L);
        assertThat(received.isComplete()).isFalse();
    }

    /** What nginx 1.22 sends where scgi_pass stands alone, with header fields and without. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "87:CONTENT_LENGTH|0|HTTP_HOST|127.0.0.1:19871|HTTP_USER_AGENT|curl/7.88.1|HTTP_ACCEPT|*/*|,",
                "17:CONTENT_LENGTH|3|,abc",
                "94:CONTENT_LENGTH|0|SCGI|1|HTTP_HOST|127.0.0.1:19871|HTTP_USER_AGENT|curl/7.88.1|HTTP_ACCEPT|*/*|,",
                "0:,"
            })
    void s12NginxWithoutScgiParamsIsTold(String request) {
        assertRefused(received(bytes(request)), 500, "include scgi_params;");
    }

    /** nginx: a subrequest of auth_request looks like an upload of which nothing has been read so far. */
    @Test
    void s12BodyThatNginxWithholdsIsKnown() {
        ReceivedScgi received = received(request("CONTENT_LENGTH|0|SCGI|1|" + POST + "HTTP_CONTENT_LENGTH|5|", ""));
        assertThat(received.isWithheld()).isTrue();
        assertThat(received.contentLength()).isZero();
        for (String length : new String[] {"", "0", "5"}) {
            String headers = "CONTENT_LENGTH|" + (length.isEmpty() ? "0" : length) + "|SCGI|1|" + POST;
            byte[] other = request(headers + "HTTP_CONTENT_LENGTH|" + length + "|", length.equals("5") ? "12345" : "");
            assertThat(received(other).isWithheld()).isFalse();
        }
    }

    /** nginx 1.22 with scgi_request_buffering off: CONTENT_LENGTH is only what it has read so far. */
    @Test
    void s12NginxWithoutRequestBufferingIsTold() {
        assertRefused(
                request("CONTENT_LENGTH|3|SCGI|1|" + POST + "HTTP_CONTENT_LENGTH|5|", "12345"),
                "scgi_request_buffering off");
        assertServed(request("CONTENT_LENGTH|5|SCGI|1|" + POST + "HTTP_CONTENT_LENGTH|5|", "12345"));
        assertServed(request("CONTENT_LENGTH|5|SCGI|1|" + POST + "HTTP_CONTENT_LENGTH||", "12345"));
    }

    @Test
    void s12NginxRepeatsHeaderFields() {
        ReceivedScgi received = received(get("HTTP_COOKIE|a=1|HTTP_X_DUP|1|HTTP_COOKIE|b=2|HTTP_X_DUP|2|"));
        CgiRequest request = map(received.variables());
        assertThat(request.headerCount()).isEqualTo(3);
        assertThat(request.header(0).value()).isEqualTo("a=1; b=2");
    }

    /** mod_proxy_scgi: CONTENT_LENGTH, SCGI, and no GATEWAY_INTERFACE. */
    @Test
    void s13HeadersOfModProxyScgi() {
        ReceivedScgi received = received(request(
                "CONTENT_LENGTH|5|SCGI|1|HTTP_HOST|a:1|CONTENT_TYPE|text/plain|SCRIPT_NAME|/x|REQUEST_URI|/x|"
                        + "SERVER_PROTOCOL|HTTP/1.1|REQUEST_METHOD|PUT|",
                "12345"));
        CgiRequest request = map(received.variables());
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.bodyLength()).isEqualTo(BodyLength.KNOWN);
        assertThat(request.contentLength()).isEqualTo(5);
        assertThat(received.body()).hasSize(5);
    }

    @Test
    void r37LimitsOfTheMapperHoldHereToo() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 512; i++) {
            many.append('V').append(i).append("|1|");
        }
        assertRefused(received(get(many.toString())), 431, "maxVariables");
        assertRefused(received(get("BIG|" + "x".repeat(64 * 1024 + 1) + "|")), 431, "maxValueBytes");
        assertServed(get("BIG|" + "x".repeat(64 * 1024) + "|"));
    }

    @Test
    void whateverFollowsARefusalIsDropped() {
        ReceivedScgi received = received(request("SCGI|1|" + GET, "12:CONTENT_LENGTH|0|,"));
        assertThat(received.events()).containsExactly("headers", "refused");
        assertThat(received.surplus()).isEqualTo(21);
    }

    @Test
    void callersBufferIsRestored() {
        byte[] request = request("CONTENT_LENGTH|3|SCGI|1|" + POST, "abc");
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.writeBytes(request);
        twice.writeBytes(request);
        ByteBuffer buffer = ByteBuffer.wrap(twice.toByteArray());
        long[] surplus = {0};
        ScgiParser parser = new ScgiParser(new RequestLimits(), new ScgiParser.Listener() {
            @Override
            public void onHeaders(ByteBuffer part) {}

            @Override
            public long onHeadersEnd() {
                return 3;
            }

            @Override
            public void onBody(ByteBuffer part) {}

            @Override
            public void onBodyEnd() {}

            @Override
            public void onSurplus(int bytes) {
                surplus[0] += bytes;
            }
        });
        parser.parse(buffer);
        assertThat(buffer.limit()).isEqualTo(twice.size());
        assertThat(buffer.hasRemaining()).isFalse();
        assertThat(surplus[0]).isEqualTo(request.length);
    }

    @Test
    void bodyIsPassedOnWithoutAllocation() {
        ScgiParser parser = new ScgiParser(new RequestLimits(), new ScgiParser.Listener() {
            @Override
            public void onHeaders(ByteBuffer part) {}

            @Override
            public long onHeadersEnd() {
                return Long.MAX_VALUE;
            }

            @Override
            public void onBody(ByteBuffer part) {}

            @Override
            public void onBodyEnd() {}

            @Override
            public void onSurplus(int bytes) {}
        });
        parser.parse(ByteBuffer.wrap(get("")));
        ByteBuffer part = ByteBuffer.allocate(1000);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = allocated();
            for (int i = 0; i < 1000; i++) {
                parser.parse(part.clear());
            }
            least = Math.min(least, allocated() - before);
        }
        // The measurement itself costs something; a byte a round would be a thousand.
        assertThat(least).isLessThan(1000);
    }

    @Test
    void headersOfTheNextRequestNeedNoNewMemory() {
        byte[] bytes = bytes("CONTENT_LENGTH|0|SCGI|1|" + GET + "HTTP_HOST|example.test|");
        CgiVariables variables = new CgiVariables(new RequestLimits());
        ScgiHeaders headers = new ScgiHeaders(ScgiCompliance.DEFAULT);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = allocated();
            for (int i = 0; i < 1000; i++) {
                variables.clear();
                variables.append(buffer.clear());
                headers.read(variables);
            }
            least = Math.min(least, allocated() - before);
        }
        // The measurement itself costs something; a byte a round would be a thousand.
        assertThat(least).isLessThan(1000);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static CgiRequest map(CgiVariables variables) {
        CgiRequest request =
                new CgiRequest(new RequestLimits(), TrustPolicy.NONE, ScriptNamePolicy.AUTO, HeaderPolicy.DEFAULT);
        request.map(variables);
        return request;
    }
}
