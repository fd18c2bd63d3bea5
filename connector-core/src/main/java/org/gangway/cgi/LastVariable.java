package org.gangway.cgi;

import java.util.Arrays;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderField;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.FieldUse;
import org.gangway.request.internal.LastField;

/**
 * What the mapper remembers of the variable at one position. Web servers send the same names in the same order again
 * and again, so both the meaning of a name and a header field are mostly found here without being built anew.
 */
final class LastVariable {
    private static final byte[] NONE = {};

    private byte[] name = NONE;
    private int nameLength;
    private Variable variable;
    private FieldUse use;
    private String header;
    private final LastField field = new LastField();

    /** The variable that the mapper knows by name, or null. */
    Variable variable() {
        return variable;
    }

    /** What becomes of the header field, or null if the variable is none. */
    FieldUse use() {
        return use;
    }

    /** Finds out what the variable is, unless the one before it at this position had the same name. */
    void classify(byte[] block, int offset, int length, HeaderPolicy policy) {
        if (Arrays.equals(block, offset, offset + length, name, 0, nameLength)) {
            return;
        }
        field.forget();
        header = null;
        use = null;
        variable = Variable.find(block, offset, length);
        if (variable == null && HeaderNames.isHeader(block, offset, length)) {
            header = HeaderNames.of(block, offset, length);
            if (header == null) {
                nameLength = 0;
                throw new GatewayException(
                        400,
                        "the name of a header field is no token: " + Escaped.text(block, offset, length),
                        Disposition.KEEP);
            }
            use = FieldUse.of(header, policy);
        }
        if (name.length < length) {
            name = new byte[Math.max(24, length)];
        }
        System.arraycopy(block, offset, name, 0, length);
        nameLength = length;
    }

    /** The header field with the value of this variable: the one of the last request if it had the same value. */
    HeaderField field(CgiVariables variables, int i) {
        return field(header, variables, i);
    }

    /** The header field Host, with so much of the value of this variable. */
    HeaderField host(CgiVariables variables, int i, int length) {
        return field.get(header, variables.block(), variables.valueOffset(i), length);
    }

    /** The same, for a variable that isn't named like a header field. */
    HeaderField field(String fieldName, CgiVariables variables, int i) {
        return field.get(fieldName, variables.block(), variables.valueOffset(i), variables.valueLength(i));
    }

    /** How many bytes are held on to. */
    int retained() {
        return name.length + field.retained();
    }
}
