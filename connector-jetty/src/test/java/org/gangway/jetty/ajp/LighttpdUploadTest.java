package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.ajp.AjpWire.post;
import static org.gangway.jetty.ajp.AjpWire.raw;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads from lighttpd's mod_ajp13: A-33. */
class LighttpdUploadTest extends AjpTest {
    /** What lighttpd puts into a packet if there is as much. */
    private static final int PACKET = 8188;

    private static String text(int length) {
        return "0123456789abcde\n".repeat(length / 16 + 1).substring(0, length);
    }

    /**
     * lighttpd 1.4.59: it answers one ask with as many packets as it takes, and stops for good when more than 61,440
     * bytes wait to be written.
     */
    private static final class Lighttpd {
        private final AjpClient web;
        private final String text;
        private final Queue<byte[]> queue = new ArrayDeque<>();
        private final AjpAnswer answer;
        private int queued;
        private int taken;
        private int answered;

        Lighttpd(AjpClient web, String path, String text) throws IOException {
            this.web = web;
            this.text = text;
            taken = Math.min(PACKET, text.length());
            web.send(post(path, "" + text.length(), "REMOTE_PORT", null), raw(text.substring(0, taken)));
            answer = web.packets(0);
        }

        private void append(int wanted) {
            for (int end = taken + wanted; taken < end; ) {
                int length = Math.min(PACKET, end - taken);
                queue.add(raw(text.substring(taken, taken + length)));
                queued += 4 + length;
                taken += length;
            }
            assertThat(queued).as("bytes that wait to be written").isLessThanOrEqualTo(61_440);
        }

        private void write() throws IOException {
            byte[] packet = queue.remove();
            queued -= packet.length;
            web.send(packet);
        }

        private void read() throws IOException {
            web.more(answer);
            for (; answered < answer.asked(); answered++) {
                append(answer.wanted().get(answered));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8188, 8189, 49_128, 61_440, 65_536, 100_000, 3_000_000})
    void a33LighttpdIsNeverAskedForMoreThanItCanQueue(int length) throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            Lighttpd lighttpd = new Lighttpd(web, "/echo", text(length));
            while (lighttpd.taken < length || !lighttpd.queue.isEmpty()) {
                if (lighttpd.taken < length) {
                    // It is asked for more after each packet, as long as there is more to ask for.
                    lighttpd.read();
                }
                lighttpd.write();
            }
            assertThat(web.rest(lighttpd.answer).bodyText()).isEqualTo(lighttpd.text);
            assertThat(lighttpd.answer.isReused()).isFalse();
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void a33LighttpdIsAskedAgainAfterEachPacket() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            Lighttpd lighttpd = new Lighttpd(web, "/echo", text(49_128 + 3 * PACKET + 5));
            while (lighttpd.taken < lighttpd.text.length()) {
                lighttpd.read();
                lighttpd.write();
            }
            assertThat(lighttpd.answer.wanted()).containsExactly(5 * PACKET, PACKET, PACKET, PACKET, 5);
            while (!lighttpd.queue.isEmpty()) {
                lighttpd.write();
            }
            assertThat(web.rest(lighttpd.answer).bodyText()).isEqualTo(lighttpd.text);
        }
    }

    @Test
    void a33LighttpdMayStillSendWhenTheAnswerIsOut() throws Exception {
        gateway.serve("/begin", (request, response) -> {
            response.getWriter().print(request.getInputStream().readNBytes(10_000).length);
        });
        gateway.start();
        try (AjpClient web = connect()) {
            Lighttpd lighttpd = new Lighttpd(web, "/begin", text(1_000_000));
            lighttpd.read();
            assertThat(lighttpd.answer.wanted()).isEqualTo(Collections.singletonList(5 * PACKET));
            while (!lighttpd.queue.isEmpty()) {
                lighttpd.write();
            }
            assertThat(web.rest(lighttpd.answer).bodyText()).isEqualTo("10000");
            assertThat(lighttpd.answer.isReused()).isFalse();
            assertThat(web.isAtEnd()).isTrue();
        }
    }
}
