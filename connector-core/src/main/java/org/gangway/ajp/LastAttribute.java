package org.gangway.ajp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gangway.ajp.AllowedRequestAttributes.Verdict;

/** What the request attribute at one position is, found out anew only where its name isn't that of the last request. */
final class LastAttribute {
    private static final byte[] NONE = {};
    private static final int RETAINED = 256;

    private byte[] last = NONE;
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

    void classify(byte[] block, int offset, int length, AllowedRequestAttributes allowed) {
        if (Arrays.equals(block, offset, offset + length, last, 0, last.length)) {
            return;
        }
        last = length <= RETAINED ? Arrays.copyOfRange(block, offset, offset + length) : NONE;
        name = new String(block, offset, length, StandardCharsets.ISO_8859_1);
        known = KnownAttribute.of(name);
        verdict = allowed.verdict(name);
    }
}
