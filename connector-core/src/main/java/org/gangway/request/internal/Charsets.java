package org.gangway.request.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes bytes whose charset nobody vouches for. */
public final class Charsets {
    private Charsets() {}

    /** Decodes as the charset, or as ISO-8859-1 if the bytes aren't valid in it. */
    public static String decode(byte[] bytes, int offset, int length, Charset charset) {
        if (charset.equals(StandardCharsets.ISO_8859_1) || isAscii(bytes, offset, length)) {
            return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        }
        String text = decodeStrictly(bytes, offset, length, charset);
        return text != null ? text : new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** Decodes as the charset, or returns null if the bytes aren't valid in it. */
    public static String decodeStrictly(byte[] bytes, int offset, int length, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    public static boolean isAscii(byte[] bytes, int offset, int length) {
        int all = 0;
        for (int i = offset; i < offset + length; i++) {
            all |= bytes[i];
        }
        return (all & 0x80) == 0;
    }
}
