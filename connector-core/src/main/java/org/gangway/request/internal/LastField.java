package org.gangway.request.internal;

import java.nio.charset.StandardCharsets;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderField;

/** A header field that mostly is what it was in the request before, at the same position. */
public final class LastField {
    /** A longer value isn't kept for the next request. */
    private static final int RETAINED_VALUE = 1024;

    private final LastBytes value;
    private HeaderField field;

    /** @param retained counts the memory */
    public LastField(Retained retained) {
        this.value = new LastBytes(RETAINED_VALUE, retained);
    }

    /** Another name stands at this position now. */
    public void forget() {
        field = null;
    }

    /** The header field with this value: the one of the last request if it had the same value. */
    public HeaderField get(String fieldName, byte[] block, int offset, int length) {
        if (field != null && value.areSame(block, offset, length)) {
            return field;
        }
        HeaderField made = new HeaderField(fieldName, text(fieldName, block, offset, length));
        field = value.keep(block, offset, length) ? made : null;
        return made;
    }

    private static String text(String fieldName, byte[] block, int offset, int length) {
        int begin = offset;
        int end = offset + length;
        for (int i = begin; i < end; i++) {
            byte b = block[i];
            if (b == '\r' || b == '\n') {
                throw new GatewayException(
                        400,
                        "the value of header field " + Escaped.text(fieldName) + " holds a line end: "
                                + Escaped.text(block, offset, length),
                        Disposition.KEEP);
            }
        }
        while (begin < end && isBlank(block[begin])) {
            begin++;
        }
        while (end > begin && isBlank(block[end - 1])) {
            end--;
        }
        return new String(block, begin, end - begin, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
