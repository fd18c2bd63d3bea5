package org.gangway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.gangway.cgi.CgiVariables;
import org.gangway.fastcgi.Feed;
import org.gangway.fastcgi.ReceivedConnection;
import org.gangway.fastcgi.ReceivedRequest;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Looks for a FastCGI connection that the parser or the mapper can't stand, guided by the code that each input reaches.
 *
 * <p>All tests tagged {@code fuzz} run for 10 seconds each with the other tests, and for as long as is asked for with
 * {@code mvn test -pl connector-core -Dtest='*FuzzTest' -Dfuzz.duration=10m}. An input that breaks a test is left in
 * {@code connector-core/target} as {@code crash-*}; put into
 * {@code src/test/resources/org/gangway/fuzz/FastCgiFuzzTestInputs/aConnection} it is tried first from then on.
 */
@Tag("fuzz")
class FastCgiFuzzTest {
    static List<byte[]> recordings() {
        return Seeds.connections();
    }

    @MethodSource("recordings")
    @FuzzTest(maxDuration = "10s")
    void aConnection(byte[] bytes) {
        ReceivedConnection whole = ReceivedConnection.of(bytes, Feed.WHOLE);
        GatewayException failure = whole.failure();
        if (failure != null && failure.disposition() != Disposition.CLOSE_NOW) {
            throw new AssertionError("a parser's refusal", failure);
        }
        requireSame(whole, ReceivedConnection.of(bytes, Feed.BYTE_BY_BYTE));
        requireSame(whole, ReceivedConnection.of(bytes, Feed.RANDOM_SPLITS));
        for (ReceivedRequest request : whole.requests()) {
            CgiVariables variables;
            try {
                variables = request.variables();
            } catch (GatewayException x) {
                if (x.disposition() != Disposition.KEEP) {
                    throw new AssertionError("a refusal of variables", x);
                }
                continue;
            }
            MappedRequest.check(variables);
        }
    }

    private static void requireSame(ReceivedConnection one, ReceivedConnection other) {
        boolean same = one.events().equals(other.events())
                && message(one.failure()).equals(message(other.failure()))
                && one.isIdle() == other.isIdle()
                && one.begun().size() == other.begun().size();
        for (int i = 0; same && i < one.begun().size(); i++) {
            same = isSame(one.begun().get(i), other.begun().get(i));
        }
        if (!same) {
            throw new AssertionError("split differently: " + one.events() + "\n" + other.events());
        }
    }

    private static boolean isSame(ReceivedRequest one, ReceivedRequest other) {
        return message(one.refusal()).equals(message(other.refusal()))
                && Arrays.equals(one.params(), other.params())
                && Arrays.equals(one.stdin(), other.stdin())
                && Arrays.equals(one.data(), other.data());
    }

    private static String message(GatewayException x) {
        return x == null ? "" : x.status() + " " + x.getMessage();
    }
}
