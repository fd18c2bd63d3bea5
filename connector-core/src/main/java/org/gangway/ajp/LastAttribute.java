package org.gangway.ajp;

import java.nio.charset.StandardCharsets;
import org.gangway.ajp.AllowedRequestAttributes.Verdict;
import org.gangway.request.internal.LastBytes;
import org.gangway.request.internal.Retained;

/** What the request attribute at one position is, found out anew only where its name isn't that of the last request. */
final class LastAttribute {
    private static final int RETAINED = 256;

    private final LastBytes last;
    private String name;
    private KnownAttribute known;
    private Verdict verdict;

    LastAttribute(Retained retained) {
        this.last = new LastBytes(RETAINED, retained);
    }

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
        if (last.areSame(block, offset, length)) {
            return;
        }
        last.keep(block, offset, length);
        name = new String(block, offset, length, StandardCharsets.ISO_8859_1);
        known = KnownAttribute.of(name);
        verdict = allowed.verdict(name);
    }
}
