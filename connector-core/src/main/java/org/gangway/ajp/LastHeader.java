package org.gangway.ajp;

import java.nio.charset.StandardCharsets;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderField;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.FieldUse;
import org.gangway.request.internal.LastBytes;
import org.gangway.request.internal.LastField;
import org.gangway.request.internal.Retained;
import org.gangway.request.internal.Token;

/** What the header field at one position is, found out anew only where its name isn't that of the last request. */
final class LastHeader {
    private static final int RETAINED = 256;

    private final LastField field;
    private int code = HeaderCodes.NONE;
    private final LastBytes last;
    private String name;
    private FieldUse use;

    LastHeader(Retained retained) {
        this.field = new LastField(retained);
        this.last = new LastBytes(RETAINED, retained);
    }

    /** What becomes of the field; Content-Length passes, because it was looked at before. */
    FieldUse use() {
        return use;
    }

    void classify(ForwardRequest request, int i, HeaderPolicy policy) {
        int wireCode = request.headerCode(i);
        if (wireCode != HeaderCodes.NONE) {
            if (wireCode != code) {
                code = wireCode;
                last.forget();
                name(HeaderCodes.REQUEST.name(wireCode), policy);
            }
            return;
        }
        byte[] block = request.block();
        int offset = request.nameOffset(i);
        int length = request.nameLength(i);
        if (last.areSame(block, offset, length)) {
            return;
        }
        code = HeaderCodes.NONE;
        last.forget();
        if (!Token.isToken(block, offset, length)) {
            throw new GatewayException(
                    400,
                    "the name of a header field is no token: " + Escaped.text(block, offset, length),
                    Disposition.KEEP);
        }
        name(new String(block, offset, length, StandardCharsets.US_ASCII), policy);
        last.keep(block, offset, length);
    }

    /** The header field with so much of the value: the one of the last request if it had the same value. */
    HeaderField field(ForwardRequest request, int i, int length) {
        return field.get(name, request.block(), request.valueOffset(i), length);
    }

    private void name(String fieldName, HeaderPolicy policy) {
        field.forget();
        name = fieldName;
        if (fieldName.equalsIgnoreCase("Content-Type")) {
            use = FieldUse.SINGLE;
        } else {
            use = fieldName.equalsIgnoreCase("Content-Length") ? FieldUse.PASS : FieldUse.of(fieldName, policy);
        }
    }
}
