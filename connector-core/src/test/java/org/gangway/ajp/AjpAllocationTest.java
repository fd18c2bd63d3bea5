package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.ajp.Packets.body;
import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.hex;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the parser and the request allocate, once they have seen a request like it. */
class AjpAllocationTest {
    private static final int ROUND = 1000;

    /** A container that answers when the body has ended. */
    private static final class Served implements AjpParser.Listener {
        private final AjpRequest request = new Forward().newRequest();
        private final AjpParser parser = new AjpParser(new RequestLimits(), BodyPackets.AUTO, this);
        private long bytes;

        @Override
        public void onForwardRequest(ForwardRequest forwardRequest) {
            request.map(forwardRequest);
            // What a container asks for in any case.
            bytes += request.method().length()
                    + request.path().length()
                    + request.protocol().length()
                    + request.host().length()
                    + request.headerCount();
            for (int i = 0; i < request.headerCount(); i++) {
                bytes += request.header(i).value().length();
            }
        }

        @Override
        public void onBody(ByteBuffer content) {
            bytes += content.remaining();
        }

        @Override
        public void onBodyEnd(long missing) {
            bytes += missing;
        }

        @Override
        public void onCPing() {
            bytes++;
        }

        @Override
        public void onShutdown() {
            throw new AssertionError("SHUTDOWN");
        }

        void parse(ByteBuffer input) {
            parser.parse(input);
            while (parser.mayAskForBody()) {
                parser.askForBody(8192);
                parser.parse(input);
            }
            request.clear();
            parser.endRequest();
        }
    }

    /** The bytes that one run takes, of the cheapest of some rounds: others pay for compiling. */
    private static double allocated(Runnable run) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = allocatedSoFar();
            for (int i = 0; i < ROUND; i++) {
                run.run();
            }
            least = Math.min(least, allocatedSoFar() - before);
        }
        return (double) least / ROUND;
    }

    private static long allocatedSoFar() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @ParameterizedTest
    @DisplayName("a request like the last one takes no more than the text of its path")
    @ValueSource(strings = {"apache-mod_jk-tcp-R1.bin", "apache-proxy_ajp-tcp-R1.bin", "lighttpd-ajp13-tcp-R1.bin"})
    void smallRequests(String file) {
        ByteBuffer input = ByteBuffer.wrap(AjpRecording.of(file).bytes());
        Served served = new Served();
        double bytes = allocated(() -> served.parse(input.clear()));
        assertThat(served.bytes).isPositive();
        assertThat(bytes).isLessThan(100);
    }

    @Test
    @DisplayName("a body in packets takes nothing more")
    void bodies() {
        byte[] head = Forward.post("16372").attribute("AJP_REMOTE_PORT", "1").bytes();
        ByteBuffer input = ByteBuffer.wrap(concat(head, body("x".repeat(8186)), body("x".repeat(8186))));
        Served served = new Served();
        double bytes = allocated(() -> served.parse(input.clear()));
        assertThat(served.bytes).isPositive();
        assertThat(bytes).isLessThan(100);
    }

    @Test
    @DisplayName("R-10 a length that nothing follows takes no memory")
    void r10_claimedLengths() {
        RequestLimits limits = new RequestLimits();
        AjpConversation listener = new AjpConversation(BodyPackets.AUTO);
        ByteBuffer claim = ByteBuffer.wrap(hex("1234 FFFF 02 02 0008"));
        double bytes = allocated(() -> new AjpParser(limits, BodyPackets.AUTO, listener).parse(claim.clear()));
        assertThat(bytes).isLessThan(8192);
    }
}
