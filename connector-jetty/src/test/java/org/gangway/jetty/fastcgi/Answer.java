package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.gangway.jetty.fastcgi.WebServer.Record;
import org.gangway.jetty.http.HttpAnswer;

/** What came for one request. Checks with every record what must hold for every answer. */
public final class Answer {
    private final int id;
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final List<Record> records = new ArrayList<>();
    private boolean stdoutEnded;
    private Record end;

    public Answer(int id) {
        this.id = id;
    }

    public void add(Record record) {
        assertThat(end).as("record after END_REQUEST: " + record).isNull();
        assertThat(record.version()).isEqualTo(1);
        assertThat(record.reserved()).isZero();
        assertThat((record.content().length + record.padding()) % 8)
                .as("padding of a record (F-10)")
                .isZero();
        records.add(record);
        switch (record.type()) {
            case Wire.STDOUT -> {
                assertThat(stdoutEnded).as("STDOUT after its end").isFalse();
                if (record.content().length == 0) {
                    stdoutEnded = true;
                } else {
                    if (stdout.size() == 0) {
                        assertThat(Wire.text(record.content()))
                                .as("the whole head in one record")
                                .contains("\r\n\r\n");
                    }
                    stdout.writeBytes(record.content());
                }
            }
            case Wire.END -> {
                assertThat(record.content()).hasSize(8);
                assertThat(record.content()[5] | record.content()[6] | record.content()[7])
                        .isZero();
                end = record;
            }
            default -> assertThat(id).as("record of type " + record.type()).isZero();
        }
    }

    List<Record> records() {
        return records;
    }

    public boolean isComplete() {
        return end != null;
    }

    boolean isStdoutEnded() {
        return stdoutEnded;
    }

    public int appStatus() {
        return ByteBuffer.wrap(end.content()).getInt();
    }

    int protocolStatus() {
        return end.content()[4];
    }

    /** The response as far as it has come. */
    public HttpAnswer http() {
        return new HttpAnswer(stdout.toByteArray());
    }

    public boolean hasHead() {
        return http().hasHead();
    }

    public String text() {
        return http().text();
    }

    public String head() {
        return http().head();
    }

    public byte[] body() {
        return http().body();
    }

    public String bodyText() {
        return http().bodyText();
    }

    /** The values of a header field. */
    public List<String> fields(String name) {
        return http().fields(name);
    }

    /** The first value of a header field, or null. */
    public String field(String name) {
        return fields(name).stream().findFirst().orElse(null);
    }

    public int status() {
        return http().status();
    }

    @Override
    public String toString() {
        return text();
    }

    /** A response that is whole and says so. */
    public Answer complete() {
        assertThat(isComplete()).isTrue();
        assertThat(stdoutEnded).isTrue();
        assertThat(protocolStatus()).isZero();
        assertThat(appStatus()).isZero();
        return this;
    }
}
