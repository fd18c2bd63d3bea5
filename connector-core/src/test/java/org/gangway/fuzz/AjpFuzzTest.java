package org.gangway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.gangway.ajp.AjpConversation;
import org.gangway.ajp.AjpConversation.Received;
import org.gangway.ajp.AjpFeed;
import org.gangway.ajp.AjpRecording;
import org.gangway.ajp.AjpRequest;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.ScriptNamePolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Looks for an AJP13 connection that the parser or the request can't stand. How to run it is told at
 * {@link FastCgiFuzzTest}.
 */
@Tag("fuzz")
class AjpFuzzTest {
    private static final int MOST = 10_000;
    private static final List<ScriptNamePolicy> POLICIES =
            List.of(ScriptNamePolicy.AUTO, ScriptNamePolicy.parse("/shop"));
    private static final List<AjpRequest> USED =
            POLICIES.stream().map(AjpFuzzTest::request).toList();

    static List<byte[]> recordings() {
        return AjpRecording.all().stream()
                .map(AjpRecording::bytes)
                .filter(bytes -> bytes.length < MOST)
                .toList();
    }

    @MethodSource("recordings")
    @FuzzTest(maxDuration = "10s")
    void aConnection(byte[] bytes) {
        for (BodyPackets bodyPackets : BodyPackets.values()) {
            AjpConversation whole = AjpConversation.of(bytes, bodyPackets, AjpFeed.WHOLE);
            GatewayException failure = whole.failure();
            if (failure != null && failure.disposition() == Disposition.KEEP) {
                throw new AssertionError("a parser's refusal", failure);
            }
            requireSame(whole, AjpConversation.of(bytes, bodyPackets, AjpFeed.BYTE_BY_BYTE));
            requireSame(whole, AjpConversation.of(bytes, bodyPackets, AjpFeed.RANDOM_SPLITS));
            MoodyContainer.serve(bytes, bodyPackets);
            for (Received received : whole.requests()) {
                check(received);
            }
        }
    }

    private static void requireSame(AjpConversation one, AjpConversation other) {
        boolean same = one.events().equals(other.events())
                && message(one.failure()).equals(message(other.failure()))
                && one.isIdle() == other.isIdle()
                && one.requests().size() == other.requests().size();
        for (int i = 0; same && i < one.requests().size(); i++) {
            same = isSame(one.requests().get(i), other.requests().get(i));
        }
        if (!same) {
            throw new AssertionError("split differently: " + one.events() + "\n" + other.events());
        }
    }

    private static boolean isSame(Received one, Received other) {
        return Arrays.equals(one.payload(), other.payload())
                && Arrays.equals(one.body(), other.body())
                && one.missing() == other.missing()
                && Objects.equals(one.reusable(), other.reusable());
    }

    private static String message(GatewayException x) {
        return x == null ? "" : x.status() + " " + x.getMessage();
    }

    private static void check(Received received) {
        for (int i = 0; i < POLICIES.size(); i++) {
            List<String> fresh = map(request(POLICIES.get(i)), received);
            List<String> used = map(USED.get(i), received);
            if (!fresh.equals(used)) {
                throw new AssertionError("a used request says " + used + "\na new one " + fresh);
            }
        }
    }

    private static List<String> map(AjpRequest request, Received received) {
        try {
            request.map(received.read());
            RequestInvariants.check(request, request.bodyLength());
            return RequestInvariants.describe(request, request.bodyLength());
        } catch (GatewayException x) {
            if (x.disposition() == Disposition.CLOSE_NOW || x.status() < 400 || x.status() > 499) {
                throw new AssertionError("a mapper's refusal", x);
            }
            return List.of(x.status() + " " + x.getMessage());
        } finally {
            request.clear();
        }
    }

    private static AjpRequest request(ScriptNamePolicy policy) {
        return TrustingAjpRequest.of(policy, OtherAttributes.DROP);
    }
}
