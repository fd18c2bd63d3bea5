package org.gangway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.gangway.fastcgi.Feed;
import org.gangway.request.GatewayException;
import org.gangway.scgi.ReceivedScgi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks for an SCGI request that the parser or the mapper can't stand; {@link FastCgiFuzzTest} tells how to run it. */
@Tag("fuzz")
class ScgiFuzzTest {
    static List<byte[]> recordings() {
        return Seeds.scgiConnections();
    }

    @MethodSource("recordings")
    @FuzzTest(maxDuration = "10s")
    void aConnection(byte[] bytes) {
        ReceivedScgi whole = ReceivedScgi.of(bytes, Feed.WHOLE);
        requireSame(whole, ReceivedScgi.of(bytes, Feed.BYTE_BY_BYTE));
        requireSame(whole, ReceivedScgi.of(bytes, Feed.RANDOM_SPLITS));
        GatewayException failure = whole.failure();
        if (failure != null && (failure.status() < 400 || failure.status() > 500)) {
            throw new AssertionError("a parser's refusal", failure);
        }
        if (failure == null && whole.events().contains("headers")) {
            if (whole.body().length > whole.contentLength()) {
                throw new AssertionError("a body of more than " + whole.contentLength() + " bytes");
            }
            MappedRequest.check(whole.variables());
        }
    }

    private static void requireSame(ReceivedScgi one, ReceivedScgi other) {
        boolean same = one.events().equals(other.events())
                && message(one.failure()).equals(message(other.failure()))
                && one.isIdle() == other.isIdle()
                && one.isComplete() == other.isComplete()
                && one.surplus() == other.surplus()
                && one.contentLength() == other.contentLength()
                && Arrays.equals(one.body(), other.body());
        if (!same) {
            throw new AssertionError("split differently: " + one.events() + "\n" + other.events());
        }
    }

    private static String message(GatewayException x) {
        return x == null ? "" : x.status() + " " + x.getMessage();
    }
}
