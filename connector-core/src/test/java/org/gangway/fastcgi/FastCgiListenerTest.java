package org.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the parser promises to its listener, and what it costs. */
class FastCgiListenerTest {
    private static final int RECORDS = 100_000;

    @Test
    void contentIsPassedOnInTheCallersBufferUpToTheEndOfTheRecord() {
        ByteBuffer in = ByteBuffer.wrap(
                new Records().stdin(1, "first").stdin(1, "second").bytes());
        List<String> seen = new ArrayList<>();
        new FastCgiParser(new FastCgiParserTest.Ignoring() {
                    @Override
                    public void onStream(RecordType type, int requestId, ByteBuffer content) {
                        assertThat(content).isSameAs(in);
                        byte[] bytes = new byte[content.remaining()];
                        content.get(bytes);
                        seen.add(new String(bytes, StandardCharsets.US_ASCII));
                    }
                })
                .parse(in);
        assertThat(seen).containsExactly("first", "second");
        assertThat(in.hasRemaining()).isFalse();
        assertThat(in.limit()).isEqualTo(in.capacity());
    }

    @Test
    void contentThatTheListenerLeavesIsDropped() {
        byte[] bytes = new Records().stdin(1, "unread").begin(2, 1, 0).bytes();
        List<Integer> begun = new ArrayList<>();
        FastCgiParser parser = new FastCgiParser(new FastCgiParserTest.Ignoring() {
            @Override
            public void onBeginRequest(int requestId, int role, boolean keepConnection) {
                begun.add(requestId);
            }
        });
        parser.parse(ByteBuffer.wrap(bytes));
        assertThat(begun).containsExactly(2);
    }

    @Test
    void anExceptionOfTheListenerPassesAndTheRestCanBeParsed() {
        ByteBuffer in = ByteBuffer.wrap(new Records()
                .record(9, 0, Records.pairs("N", ""), 1)
                .begin(1, 1, 0)
                .record(4, 1, Records.text("x"), 2)
                .record(4, 1, new byte[0], 3)
                .record(2, 1, new byte[0], 4)
                .record(99, 0, Records.text("x"), 5)
                .bytes());
        FastCgiParser parser = new FastCgiParser(new Throwing());
        List<String> thrown = new ArrayList<>();
        while (in.hasRemaining()) {
            assertThatThrownBy(() -> {
                        parser.parse(in);
                        throw new AssertionError("nothing was thrown");
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .satisfies(x -> thrown.add(x.getMessage()));
            if (thrown.size() == 6) {
                parser.parse(in);
            }
        }
        assertThat(thrown).containsExactly("values", "begin", "stream", "end", "abort", "unknown");
        assertThat(parser.isIdle()).isTrue();
    }

    @Test
    void aRecordCostsNoAllocation() {
        byte[] bytes = new Records()
                .begin(1, 1, 1)
                .record(4, 1, Records.pairs("NAME", "value"), 3)
                .record(4, 1, new byte[0], 0)
                .record(5, 1, new byte[1000], 0)
                .record(5, 1, new byte[0], 0)
                .bytes();
        int[] events = new int[1];
        FastCgiParser parser = new FastCgiParser(new FastCgiParserTest.Ignoring() {
            @Override
            public void onStream(RecordType type, int requestId, ByteBuffer content) {
                events[0]++;
            }
        });
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        ByteBuffer pieces = ByteBuffer.allocateDirect(bytes.length).put(bytes);

        parse(parser, whole, pieces);
        long before = allocated();
        parse(parser, whole, pieces);
        long after = allocated();

        // The measurement itself and a late compilation may cost something, one byte a record may not.
        assertThat(after - before).isLessThan(RECORDS / 2);
        assertThat(events[0]).isGreaterThan(RECORDS / 2);
    }

    /** Half of the records whole, half of them in pieces of 7 bytes. */
    private static void parse(FastCgiParser parser, ByteBuffer whole, ByteBuffer pieces) {
        for (int i = 0; i < RECORDS / 2; i += 5) {
            parser.parse(whole.clear());
            pieces.clear();
            int end = pieces.capacity();
            for (int at = 0; at < end; at += 7) {
                parser.parse(pieces.limit(Math.min(at + 7, end)));
            }
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static final class Throwing implements FastCgiParser.Listener {
        @Override
        public void onBeginRequest(int requestId, int role, boolean keepConnection) {
            throw new IllegalStateException("begin");
        }

        @Override
        public void onStream(RecordType type, int requestId, ByteBuffer content) {
            throw new IllegalStateException("stream");
        }

        @Override
        public void onStreamEnd(RecordType type, int requestId) {
            throw new IllegalStateException("end");
        }

        @Override
        public void onAbortRequest(int requestId) {
            throw new IllegalStateException("abort");
        }

        @Override
        public void onGetValues(List<String> names) {
            throw new IllegalStateException("values");
        }

        @Override
        public void onUnknownType(int type) {
            throw new IllegalStateException("unknown");
        }
    }
}
