package org.gangway.jetty.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Small numbers as text, made once: each request of a connection has one for an id. Thread-safe. */
final class Ordinal {
    private static final AtomicReferenceArray<String> TEXTS = new AtomicReferenceArray<>(1024);

    private Ordinal() {}

    static String text(long number) {
        if (number < 0 || number >= TEXTS.length()) {
            return Long.toString(number);
        }
        String text = TEXTS.getAcquire((int) number);
        if (text == null) {
            text = Long.toString(number);
            TEXTS.setRelease((int) number, text);
        }
        return text;
    }
}
