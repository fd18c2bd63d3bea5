package org.gangway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.gangway.ajp.AjpConversation;
import org.gangway.ajp.AjpConversation.Received;
import org.gangway.ajp.AjpFeed;
import org.gangway.ajp.AjpRecording;
import org.gangway.ajp.AjpRequest;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.request.ScriptNamePolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every header field and every attribute of every recording, against a second reading of the same bytes. */
class AjpRecordingFieldsTest {
    /** They end in a property of the request. */
    private static final Set<String> PROPERTIES =
            Set.of("AJP_REMOTE_PORT", "AJP_LOCAL_ADDR", "AJP_SSL_PROTOCOL", "SSL_CLIENT_VERIFY", "FORCE_SCRIPT_NAME");

    private static final Set<String> DROPPED =
            Set.of("connection", "keep-alive", "te", "trailer", "upgrade", "expect", "proxy", "transfer-encoding");

    private final AjpRequest request = TrustingAjpRequest.of(ScriptNamePolicy.AUTO, OtherAttributes.REFUSE);

    static Stream<AjpRecording> recordings() {
        return AjpRecording.all().stream();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void nothingIsLostAndNothingIsAdded(AjpRecording recording) {
        AjpConversation conversation = AjpConversation.of(recording.bytes(), BodyPackets.AUTO, AjpFeed.BYTE_BY_BYTE);
        for (Received received : conversation.requests()) {
            AjpMessage message = new AjpMessage(received.payload());
            assertThat(message.payload()).isEqualTo(received.payload());
            request.map(received.read());
            assertThat(fields()).isEqualTo(expectedFields(message));
            checkTls(message);
            checkAttributes(message);
            request.clear();
        }
    }

    private List<String> fields() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < request.headerCount(); i++) {
            lines.add(request.header(i).name() + ": " + request.header(i).value());
        }
        return lines;
    }

    private List<String> expectedFields(AjpMessage message) {
        List<String> lines = new ArrayList<>();
        for (String line : message.fieldLines()) {
            String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
            boolean emptyHost = line.equals("Host: ");
            // Not of a chunked request, nor where mod_jk says 0 for its client.
            boolean length = request.contentLength() < 0 && name.equals("content-length");
            if (!DROPPED.contains(name) && !emptyHost && !length) {
                // Apache joins cookies with a comma.
                lines.add(name.equals("cookie") ? line.replace(", ", "; ") : line.stripTrailing());
            }
        }
        if (lines.stream().anyMatch(line -> line.startsWith("Sec-WebSocket-Key:"))) {
            // What only a WebSocket's handshake has comes back.
            lines.add("Upgrade: websocket");
            lines.add("Connection: Upgrade");
        }
        return lines.stream()
                .map(line -> line.endsWith(":") ? line + " " : line)
                .toList();
    }

    private void checkTls(AjpMessage message) {
        if (request.tls() == null) {
            return;
        }
        assertThat(request.tls().cipherSuite()).isEqualTo(message.value(0x08));
        assertThat(request.tls().sessionId()).isEqualTo(message.value(0x09));
        assertThat(request.tls().protocol()).isEqualTo(message.value("AJP_SSL_PROTOCOL"));
        assertThat(request.tls().keySize()).isIn(128, 256);
        String certificate = message.value(0x07);
        int blocks = certificate == null ? 0 : certificate.split("-----BEGIN CERTIFICATE", -1).length - 1;
        assertThat(request.tls().certificates()).hasSize(blocks);
    }

    private void checkAttributes(AjpMessage message) {
        assertThat(request.route()).isEqualTo(message.value(0x06));
        assertThat(request.attributeNames())
                .containsExactlyElementsOf(message.names().stream()
                        .filter(name -> !PROPERTIES.contains(name))
                        .toList());
        for (String name : message.names()) {
            String value = new String(message.value(name).getBytes(ISO_8859_1), UTF_8);
            assertThat(request.variable(name)).isEqualTo(value);
            assertThat(request.attribute(name)).isEqualTo(PROPERTIES.contains(name) ? null : value);
        }
        String port = message.value("AJP_REMOTE_PORT");
        assertThat(request.remoteAddress().getPort()).isEqualTo(port == null ? 0 : Integer.parseInt(port));
    }
}
