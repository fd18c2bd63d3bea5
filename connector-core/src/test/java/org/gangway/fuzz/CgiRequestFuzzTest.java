package org.gangway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;
import org.gangway.cgi.CgiVariables;
import org.gangway.request.GatewayException;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Looks for variables that the mapper can't stand, without the framing of a protocol in its way. How to run it is told
 * at {@link FastCgiFuzzTest}.
 */
@Tag("fuzz")
class CgiRequestFuzzTest {
    static List<byte[]> recordings() {
        return Seeds.requests();
    }

    @MethodSource("recordings")
    @FuzzTest(maxDuration = "10s")
    void aRequest(byte[] bytes) {
        CgiVariables variables = new CgiVariables(new RequestLimits());
        try {
            split(bytes, variables);
        } catch (GatewayException x) {
            return;
        }
        MappedRequest.check(variables);
    }

    /** As SCGI has them: a name, a NUL, a value, a NUL. Framing isn't the matter here. */
    private static void split(byte[] bytes, CgiVariables variables) {
        variables.append(ByteBuffer.wrap(bytes));
        int at = 0;
        while (at < bytes.length) {
            int nameEnd = end(bytes, at);
            int valueEnd = end(bytes, Math.min(nameEnd + 1, bytes.length));
            int value = Math.min(nameEnd + 1, valueEnd);
            variables.add(at, nameEnd - at, value, valueEnd - value);
            at = valueEnd + 1;
        }
    }

    private static int end(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return end;
    }
}
