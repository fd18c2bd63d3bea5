package org.gangway.request.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for one byte among many. It sees every byte of every request, so it looks at eight at a time. */
public final class ByteSearch {
    private static final long EQUALS_SIGNS = 0x3D3D3D3D3D3D3D3DL;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ByteSearch() {}

    public static boolean hasNul(byte[] bytes, int offset, int length) {
        return has(0, bytes, offset, length);
    }

    public static boolean hasEqualsSign(byte[] bytes, int offset, int length) {
        return has(EQUALS_SIGNS, bytes, offset, length);
    }

    /** Whether a byte is among some bytes; the pattern is eight times the byte. */
    private static boolean has(long pattern, byte[] bytes, int offset, int count) {
        int end = offset + count;
        if (count < Long.BYTES) {
            byte b = (byte) pattern;
            for (int i = offset; i < end; i++) {
                if (bytes[i] == b) {
                    return true;
                }
            }
            return false;
        }
        for (int i = offset; i < end - Long.BYTES; i += Long.BYTES) {
            if (hasZero((long) LONGS.get(bytes, i) ^ pattern)) {
                return true;
            }
        }
        return hasZero((long) LONGS.get(bytes, end - Long.BYTES) ^ pattern);
    }

    private static boolean hasZero(long eight) {
        return ((eight - 0x0101010101010101L) & ~eight & 0x8080808080808080L) != 0;
    }
}
