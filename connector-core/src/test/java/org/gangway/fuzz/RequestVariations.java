package org.gangway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gangway.request.BodyLength;
import org.gangway.request.GatewayRequest;
import org.gangway.request.HeaderField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the recorded web servers would send for other requests than those that were recorded: each of their requests
 * with one thing changed, and all else must come out as it was. A message is a request as the web server sent it, which
 * can be changed.
 */
abstract class RequestVariations<R extends GatewayRequest, M> {
    /** Which of the lines of a request has the addresses. */
    private static final int ADDRESSES = 3;

    /** What the last message was mapped to. */
    final R request;

    /** What the request says as it was recorded. */
    List<String> recorded;

    RequestVariations(R request) {
        this.request = request;
    }

    /** The message as it was recorded. */
    abstract M message();

    /** Adds a header field. */
    abstract void addField(M message, String name, String value);

    /** Sends a message through the parser and maps it with the request, which is cleared before. */
    abstract void receive(M message);

    abstract BodyLength bodyLength();

    @BeforeEach
    void read() {
        recorded = map(message());
    }

    /** Maps a message, after the request before, and keeps what it says; it also says nothing that no request may. */
    final List<String> map(M message) {
        receive(message);
        RequestInvariants.check(request, bodyLength());
        return RequestInvariants.describe(request, bodyLength());
    }

    /** Changes something, which changes no other line than those that begin so. */
    final void vary(Consumer<M> change, String... lines) {
        M message = message();
        change.accept(message);
        List<String> varied = new ArrayList<>(map(message));
        List<String> before = new ArrayList<>(recorded);
        for (String line : lines) {
            varied.removeIf(text -> text.startsWith(line));
            before.removeIf(text -> text.startsWith(line));
        }
        assertThat(varied).isEqualTo(before);
    }

    /** Maps a message that differs in the addresses only. */
    final void varyAddresses(M message) {
        List<String> varied = map(message);
        varied.set(ADDRESSES, recorded.get(ADDRESSES));
        assertThat(varied).isEqualTo(recorded);
    }

    /** Maps a message that differs in the client's address only. */
    final void varyClientAddress(M message, String address) {
        varyAddresses(message);
        assertThat(request.remoteAddress().getAddress().getHostAddress()).isEqualTo(address);
    }

    /** The text as the web server sends it. */
    static String sent(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** The line that has the user. */
    final String userLine() {
        return recorded.stream()
                .filter(line -> line.contains(" by "))
                .findFirst()
                .orElseThrow();
    }

    final String field(String name) {
        for (int i = 0; i < request.headerCount(); i++) {
            HeaderField field = request.header(i);
            if (field.name().equals(name)) {
                return field.value();
            }
        }
        return null;
    }

    @Test
    void nothingChangesNothing() {
        vary(message -> {});
    }

    @Test
    void anyByteInAField() {
        for (int b = 1; b < 256; b++) {
            if (b != '\r' && b != '\n') {
                String value = "a" + (char) b + "z";
                vary(message -> addField(message, "X-Byte", value), "HeaderField[name=X-Byte");
                assertThat(field("X-Byte")).isEqualTo(value);
            }
        }
    }
}
