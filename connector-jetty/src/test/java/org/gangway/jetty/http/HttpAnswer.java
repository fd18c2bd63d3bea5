package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A response as CGI has it, or the part of it that has come, whatever the protocol around it. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record HttpAnswer(byte[] bytes) {
    String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private int headLength() {
        return text().indexOf("\r\n\r\n") + 4;
    }

    boolean hasHead() {
        return headLength() > 3;
    }

    String head() {
        assertThat(hasHead()).as("a head in " + text()).isTrue();
        return text().substring(0, headLength());
    }

    byte[] body() {
        return Arrays.copyOfRange(bytes, headLength(), bytes.length);
    }

    String bodyText() {
        return new String(body(), StandardCharsets.ISO_8859_1);
    }

    /** The values of a header field. */
    List<String> fields(String name) {
        String begin = name.toLowerCase(Locale.ROOT) + ": ";
        return head().lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .toList();
    }

    int status() {
        List<String> fields = fields("Status");
        assertThat(fields).as("Status in " + head()).hasSize(1);
        assertThat(head()).startsWith("Status: ");
        return Integer.parseInt(fields.get(0).substring(0, 3));
    }
}
