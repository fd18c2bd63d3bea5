package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gangway.jetty.testing.Bytes;

/** A response as CGI has it, or the part of it that has come, whatever the protocol around it. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record HttpAnswer(byte[] bytes) {
    public String text() {
        return Bytes.text(bytes);
    }

    private int headLength() {
        return text().indexOf("\r\n\r\n") + 4;
    }

    public boolean hasHead() {
        return headLength() > 3;
    }

    public String head() {
        assertThat(hasHead()).as("a head in " + text()).isTrue();
        return text().substring(0, headLength());
    }

    public byte[] body() {
        return Arrays.copyOfRange(bytes, headLength(), bytes.length);
    }

    public String bodyText() {
        return Bytes.text(body());
    }

    /** The values of a header field. */
    public List<String> fields(String name) {
        String begin = name.toLowerCase(Locale.ROOT) + ": ";
        return head().lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .toList();
    }

    public int status() {
        List<String> fields = fields("Status");
        assertThat(fields).as("Status in " + head()).hasSize(1);
        assertThat(head()).startsWith("Status: ");
        return Integer.parseInt(fields.get(0).substring(0, 3));
    }
}
