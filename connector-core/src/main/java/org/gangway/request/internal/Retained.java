package org.gangway.request.internal;

/** How much memory several {@link LastBytes} hold on to together. */
public final class Retained {
    private int bytes;

    void add(int more) {
        bytes += more;
    }

    int bytes() {
        return bytes;
    }
}
