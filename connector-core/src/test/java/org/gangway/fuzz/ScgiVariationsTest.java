package org.gangway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiVariables;
import org.gangway.fastcgi.Feed;
import org.gangway.request.BodyLength;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.gangway.scgi.ReceivedScgi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variations of what the web servers that speak SCGI have sent. */
@ParameterizedClass
@MethodSource("recordings")
class ScgiVariationsTest extends RequestVariations<CgiRequest, ScgiVariationsTest.Message> {
    private static final TrustPolicy TRUST = new TrustPolicy(RemoteUserPolicy.TRUST, null, List.of(), UTF_8, null, ";");

    /** The variables of a request; texts have one character per byte. */
    static final class Message {
        private final List<String[]> variables = new ArrayList<>();

        Message(CgiVariables recorded) {
            for (int i = 0; i < recorded.count(); i++) {
                add(recorded.name(i), recorded.value(i));
            }
        }

        Message add(String name, String value) {
            variables.add(new String[] {name, value});
            return this;
        }

        /** Replaces a variable where it stands, or adds it. */
        Message set(String name, String value) {
            for (String[] variable : variables) {
                if (variable[0].equals(name)) {
                    variable[1] = value;
                    return this;
                }
            }
            return add(name, value);
        }

        Message without(String name) {
            variables.removeIf(variable -> variable[0].equals(name));
            return this;
        }

        byte[] bytes() {
            ByteArrayOutputStream headers = new ByteArrayOutputStream();
            for (String[] variable : variables) {
                headers.writeBytes((variable[0] + '\0' + variable[1] + '\0').getBytes(ISO_8859_1));
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes((headers.size() + ":").getBytes(ISO_8859_1));
            all.writeBytes(headers.toByteArray());
            all.write(',');
            return all.toByteArray();
        }
    }

    @Parameter
    byte[] recording;

    private CgiVariables variables;

    ScgiVariationsTest() {
        super(new CgiRequest(new RequestLimits(), TRUST, ScriptNamePolicy.AUTO, HeaderPolicy.DEFAULT));
    }

    static Stream<byte[]> recordings() {
        // Every tenth: all servers, and enough ways of mounting.
        List<byte[]> all = Seeds.scgiConnections();
        return Stream.iterate(0, i -> i < all.size(), i -> i + 10).map(all::get);
    }

    @Override
    Message message() {
        if (variables == null) {
            variables = ReceivedScgi.of(recording, Feed.WHOLE).variables();
        }
        return new Message(variables);
    }

    @Override
    void addField(Message message, String name, String value) {
        message.add("HTTP_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), value);
    }

    @Override
    void receive(Message message) {
        ReceivedScgi received = ReceivedScgi.of(message.bytes(), Feed.RANDOM_SPLITS);
        assertThat(received.failure()).isNull();
        request.clear();
        request.map(received.variables());
        RequestInvariants.check(request);
    }

    @Override
    BodyLength bodyLength() {
        return request.bodyLength();
    }

    private String method() {
        return recorded.get(0).substring(0, recorded.get(0).indexOf(' ') + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MKCOL", "DELETE", "OPTIONS", "PROPFIND", "REPORT", "M-SEARCH", "get", "HEAD"})
    void anyMethod(String name) {
        vary(message -> message.set("REQUEST_METHOD", name), method(), name + " ");
        assertThat(request.method()).isEqualTo(name);
        assertThat(request.isHead()).isEqualTo(name.equals("HEAD"));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
        "[::1], 0:0:0:0:0:0:0:1",
        "'127.0.0.1, 203.0.113.9', 203.0.113.9",
        "unix:, 0.0.0.0",
        "unix, 0.0.0.0",
        "localhost, 0.0.0.0",
        "1.2.3.256, 0.0.0.0",
        "'', 0.0.0.0"
    })
    void anyClientAddress(String sent, String address) {
        varyClientAddress(message().set("REMOTE_ADDR", sent), address);
    }

    @Test
    void longEmptyAndRepeatedFields() {
        String value = "v".repeat(30_000);
        vary(message -> message.add("HTTP_X_VERY_LONG", value), "HeaderField[name=X-Very-Long");
        assertThat(field("X-Very-Long")).isEqualTo(value);
        vary(message -> message.add("HTTP_X_EMPTY", ""), "HeaderField[name=X-Empty");
        assertThat(field("X-Empty")).isEmpty();
        int count = request.headerCount();
        vary(message -> message.add("HTTP_X_D", "1").add("HTTP_X_D", "2").add("HTTP_X_D", "1"), "HeaderField[name=X-D");
        assertThat(request.headerCount()).isEqualTo(count + 2);
        vary(message -> message.add("HTTP_COOKIE", "a=1").add("HTTP_COOKIE", "b=2"), "HeaderField[name=Cookie");
        assertThat(field("Cookie")).endsWith("a=1; b=2");
    }

    @Test
    void anyByteInTheTarget() {
        for (int b = 1; b < 256; b++) {
            String uri = "/a" + (char) b + "z?b=" + (char) b;
            map(message()
                    .set("REQUEST_URI", uri)
                    .without("QUERY_STRING")
                    .without("SCRIPT_NAME")
                    .without("PATH_INFO")
                    .without("DOCUMENT_URI")
                    .without("REDIRECT_URL"));
            String escape = "%" + String.format("%02X", b);
            assertThat(request.path()).isIn("/a", "/a" + (char) b + "z", "/a" + escape + "z");
            assertThat(request.query()).isIn("z?b=?", "b=" + (char) b, "b=" + escape);
        }
    }

    @Test
    void anyByteInTheQuery() {
        for (int b = 1; b < 256; b++) {
            String query = "a=" + (char) b;
            map(message().set("QUERY_STRING", query));
            assertThat(request.query()).isIn(query, "a=" + "%" + String.format("%02X", b));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "j\u00fcrgen", "\u0436\u6f22", "a b", "\\domain\\user"})
    void anyUser(String user) {
        String was = userLine();
        vary(message -> message.set("REMOTE_USER", sent(user)).set("AUTH_TYPE", "Digest"), was, user + " by ");
        assertThat(request.remoteUser()).isEqualTo(user);
        assertThat(request.authType()).isEqualTo("Digest");
        vary(message -> message.set("REMOTE_USER", "").set("AUTH_TYPE", ""), was, "null by ");
        assertThat(request.remoteUser()).isNull();
    }

    /** A web server that spools the chunks leaves the field, and tells the length. */
    @Test
    void chunkedBodies() {
        vary(message -> message.add("HTTP_TRANSFER_ENCODING", "chunked"));
        assertThat(field("Transfer-Encoding")).isNull();
    }

    @Test
    void tlsFacts() {
        map(message()
                .set("HTTPS", "on")
                .set("SSL_PROTOCOL", "TLSv1.2")
                .set("SSL_CIPHER", "ECDHE-RSA-AES128-GCM-SHA256")
                .without("SSL_CIPHER_USEKEYSIZE")
                .set("SSL_CLIENT_VERIFY", "SUCCESS")
                .set("SSL_CLIENT_CERT", "-----BEGIN CERTIFICATE----- broken -----END CERTIFICATE-----"));
        assertThat(request.secure()).isTrue();
        assertThat(request.tls().protocol()).isEqualTo("TLSv1.2");
        assertThat(request.tls().keySize()).isEqualTo(128);
        assertThat(request.tls().certificates()).isEmpty();
        assertThat(request.tls().verified()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/2", "HTTP/3.0"})
    void anyVersion(String version) {
        vary(message -> message.set("SERVER_PROTOCOL", version), method());
        assertThat(request.protocol()).isEqualTo(version);
    }
}
