package org.gangway.ajp;

import java.nio.charset.StandardCharsets;
import org.gangway.ajp.AllowedRequestAttributes.Verdict;
import org.gangway.request.internal.LastBytes;
import org.gangway.request.internal.LastPositions;

/** What the request attribute at one position is, found out anew only where its name isn't that of the last request. */
final class LastAttribute implements LastPositions.Memory {
    private static final int RETAINED = 256;

    private final LastBytes last = new LastBytes(RETAINED);
    private String name;
    private KnownAttribute known;
    private Verdict verdict;

    String name() {
        return name;
    }

    /** What the attribute is, or null if its name means nothing here. */
    KnownAttribute known() {
        return known;
    }

    Verdict verdict() {
        return verdict;
    }

    @Override
    public int retained() {
        return last.retained();
    }

    void classify(byte[] block, int offset, int length, AllowedRequestAttributes allowed) {
        if (last.areSame(block, offset, length)) {
            return;
        }
        last.keep(block, offset, length);
        name = new String(block, offset, length, StandardCharsets.ISO_8859_1);
        known = KnownAttribute.of(name);
        verdict = allowed.verdict(name);
    }
}
