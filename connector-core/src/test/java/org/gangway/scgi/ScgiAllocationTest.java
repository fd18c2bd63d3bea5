package org.gangway.scgi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiVariables;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recorded request allocates from its first byte to the mapped request, once there has been one like it. */
class ScgiAllocationTest {
    private static final int ROUND = 1000;

    /** A connection that reads into what another one has used before. */
    private static final class Served implements ScgiParser.Listener {
        private final CgiVariables variables = new CgiVariables(new RequestLimits());
        private final ScgiHeaders headers = new ScgiHeaders(ScgiCompliance.DEFAULT);
        private final CgiRequest request =
                new CgiRequest(new RequestLimits(), TrustPolicy.NONE, ScriptNamePolicy.AUTO, HeaderPolicy.DEFAULT);
        private long bytes;

        @Override
        public void onHeaders(ByteBuffer part) {
            variables.append(part);
        }

        @Override
        public long onHeadersEnd() {
            headers.read(variables);
            request.map(variables);
            // What a container asks for in any case.
            bytes += request.method().length()
                    + request.path().length()
                    + request.protocol().length()
                    + request.host().length();
            for (int i = 0; i < request.headerCount(); i++) {
                bytes += request.header(i).value().length();
            }
            return headers.contentLength();
        }

        @Override
        public void onBody(ByteBuffer part) {
            bytes += part.remaining();
        }

        @Override
        public void onBodyEnd() {
            request.clear();
            headers.clear();
            variables.clear();
        }

        @Override
        public void onSurplus(int surplus) {
            throw new AssertionError("surplus");
        }
    }

    @ParameterizedTest
    @DisplayName("a request like the last one takes no more than its parser and the text of its path")
    @ValueSource(strings = {"apache-proxy_scgi-tcp-R1.bin", "lighttpd-scgi-tcp-R1.bin", "nginx-scgi-tcp-R1.bin"})
    void smallRequests(String file) throws IOException {
        ByteBuffer input;
        try (InputStream in = ScgiAllocationTest.class.getResourceAsStream("/wire/" + file)) {
            input = ByteBuffer.wrap(in.readAllBytes());
        }
        Served served = new Served();
        RequestLimits limits = new RequestLimits();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = allocatedSoFar();
            for (int i = 0; i < ROUND; i++) {
                new ScgiParser(limits, served).parse(input.clear());
            }
            least = Math.min(least, allocatedSoFar() - before);
        }
        assertThat(served.bytes).isPositive();
        assertThat(least / ROUND).isLessThan(150);
    }

    private static long allocatedSoFar() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
