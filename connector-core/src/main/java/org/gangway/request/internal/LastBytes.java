package org.gangway.request.internal;

import java.util.Arrays;

/**
 * Bytes of the request before: what is made of bytes is made anew only where they are others. What was never kept is
 * the same as nothing, not even as no bytes.
 */
public final class LastBytes {
    private static final int INITIAL = 32;

    private final int most;
    private final Retained retained;
    private byte[] bytes = {};
    private int length = -1;

    /** @param most more bytes than this aren't kept */
    public LastBytes(int most) {
        this(most, new Retained());
    }

    /**
     * @param most more bytes than this aren't kept
     * @param retained counts the memory
     */
    public LastBytes(int most, Retained retained) {
        this.most = most;
        this.retained = retained;
    }

    /** Whether these are the bytes that were kept last. */
    public boolean areSame(byte[] block, int offset, int count) {
        return length >= 0 && Arrays.equals(block, offset, offset + count, bytes, 0, length);
    }

    /** Keeps a copy of bytes in the place of those before; returns false, and keeps none, if they are too many. */
    public boolean keep(byte[] block, int offset, int count) {
        if (count > most) {
            forget();
            return false;
        }
        if (bytes.length < count) {
            int size = Math.max(INITIAL, count);
            retained.add(size - bytes.length);
            bytes = new byte[size];
        }
        System.arraycopy(block, offset, bytes, 0, count);
        length = count;
        return true;
    }

    public void forget() {
        length = -1;
    }
}
