package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.gangway.jetty.http.ChaosApplication.Deed;

/** A request that a client is about to send, and what its answer must be. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record ChaosOrder(int number, Deed deed, int size, byte[] body) {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int MOST = 60_000;
    private static final int LARGE = 600_000;

    static ChaosOrder random(Random random, ChaosRules rules) {
        Deed deed;
        do {
            deed = Deed.of(random.nextInt());
        } while (deed.needsPool() && rules.isPoolBounded());
        byte[] body = null;
        if (deed.reads() || random.nextInt(4) == 0) {
            body = new byte[random.nextInt(3) == 0 ? random.nextInt(MOST) : random.nextInt(300)];
            random.nextBytes(body);
        }
        int size = deed == Deed.PART ? body.length : random.nextInt(random.nextBoolean() ? 1000 : LARGE);
        return new ChaosOrder(NUMBERS.incrementAndGet(), deed, size, body);
    }

    String uri() {
        return "/chaos?" + ChaosApplication.query(number, deed, size);
    }

    /** Whether the response can't be whole. */
    boolean isCutOff() {
        return deed == Deed.THROW_LATE;
    }

    int status() {
        return switch (deed) {
            case EMPTY -> 204;
            case THROW -> 500;
            case STATUS -> {
                int status = ChaosApplication.STATUSES[size % ChaosApplication.STATUSES.length];
                // No response ends with such a status.
                yield status < 200 ? status == 101 ? 501 : 500 : status;
            }
            default -> 200;
        };
    }

    /** The answer is the right one, all of it. */
    void check(int status, byte[] answer) {
        assertThat(status).as("status of " + this).isEqualTo(status());
        switch (deed) {
            case HELLO, WAIT, ASYNC, ASYNC_DISPATCH ->
                assertThat(new String(answer, StandardCharsets.ISO_8859_1)).isEqualTo("hello " + number);
            case PART ->
                assertThat(new String(answer, StandardCharsets.ISO_8859_1)).isEqualTo("part " + size / 2);
            case ECHO, ECHO_FLUSHED, ASYNC_READ, ASYNC_READ_SLOWLY ->
                assertThat(answer).isEqualTo(body);
            case LARGE, LARGE_FLUSHED, ASYNC_WRITE -> {
                assertThat(answer).as("answer to " + this).hasSize(size);
                for (int i = 0; i < size; i++) {
                    if (answer[i] != ChaosApplication.patternAt(number, i)) {
                        throw new AssertionError("byte " + i + " of the answer to " + this + " is wrong");
                    }
                }
            }
            case THROW, THROW_LATE, STATUS -> {}
            case EMPTY, ASYNC_TIMEOUT -> assertThat(answer).isEmpty();
        }
    }

    @Override
    public String toString() {
        return number + " " + deed + " " + size + (body == null ? "" : " with a body of " + body.length);
    }
}
