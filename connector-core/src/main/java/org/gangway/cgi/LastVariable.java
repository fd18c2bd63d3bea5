package org.gangway.cgi;

import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderField;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.FieldUse;
import org.gangway.request.internal.LastBytes;
import org.gangway.request.internal.LastField;
import org.gangway.request.internal.Retained;

/** What the variable at one position is, found out anew only where its name isn't that of the last request. */
final class LastVariable {
    private static final int RETAINED = 256;

    private final LastBytes last;
    private Variable variable;
    private FieldUse use;
    private String header;
    private final LastField field;

    LastVariable(Retained retained) {
        this.last = new LastBytes(RETAINED, retained);
        this.field = new LastField(retained);
    }

    /** The variable that the mapper knows by name, or null. */
    Variable variable() {
        return variable;
    }

    /** What becomes of the header field, or null if the variable is none. */
    FieldUse use() {
        return use;
    }

    void classify(byte[] block, int offset, int length, HeaderPolicy policy) {
        if (last.areSame(block, offset, length)) {
            return;
        }
        last.forget();
        field.forget();
        header = null;
        use = null;
        variable = Variable.find(block, offset, length);
        if (variable == null && HeaderNames.isHeader(block, offset, length)) {
            header = HeaderNames.of(block, offset, length);
            if (header == null) {
                throw new GatewayException(
                        400,
                        "the name of a header field is no token: " + Escaped.text(block, offset, length),
                        Disposition.KEEP);
            }
            use = FieldUse.of(header, policy);
        }
        last.keep(block, offset, length);
    }

    /** The header field with so much of the value: the one of the last request if it had the same value. */
    HeaderField field(CgiVariables variables, int i, int length) {
        return field.get(header, variables.block(), variables.valueOffset(i), length);
    }

    /** The same, for a variable that isn't named like a header field. */
    HeaderField field(String fieldName, CgiVariables variables, int i) {
        return field.get(fieldName, variables.block(), variables.valueOffset(i), variables.valueLength(i));
    }
}
