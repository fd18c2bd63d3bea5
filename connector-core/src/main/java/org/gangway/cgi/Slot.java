package org.gangway.cgi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderField;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.internal.Escaped;

/**
 * What the mapper remembers of the variable at one position. Web servers send the same names in the same order again
 * and again, so both the meaning of a name and a header field are mostly found here without being built anew.
 */
final class Slot {
    /** What becomes of a header field. */
    enum Use {
        PASS,
        DROP,
        SINGLE,
        HOST,
        AUTHORIZATION,
        COOKIE
    }

    private static final byte[] NONE = {};
    /** A longer value isn't kept for the next request. */
    private static final int RETAINED_VALUE = 1024;

    private byte[] name = NONE;
    private int nameLength;
    private Variable variable;
    private Use use;
    private String header;
    private byte[] value = NONE;
    private int valueLength;
    private HeaderField field;

    /** The variable that the mapper knows by name, or null. */
    Variable variable() {
        return variable;
    }

    /** What becomes of the header field, or null if the variable is none. */
    Use use() {
        return use;
    }

    /** Finds out what the variable is, unless the one before it at this position had the same name. */
    void classify(byte[] block, int offset, int length, HeaderPolicy policy) {
        if (Arrays.equals(block, offset, offset + length, name, 0, nameLength)) {
            return;
        }
        field = null;
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
            use = use(header, policy);
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

    /** The same, for a variable that isn't named like a header field. */
    HeaderField field(String fieldName, CgiVariables variables, int i) {
        byte[] block = variables.block();
        int offset = variables.valueOffset(i);
        int length = variables.valueLength(i);
        if (field != null && Arrays.equals(block, offset, offset + length, value, 0, valueLength)) {
            return field;
        }
        HeaderField made = new HeaderField(fieldName, text(fieldName, block, offset, length));
        if (length > RETAINED_VALUE) {
            field = null;
            value = NONE;
            return made;
        }
        if (value.length < length) {
            value = new byte[Math.max(32, length)];
        }
        System.arraycopy(block, offset, value, 0, length);
        valueLength = length;
        field = made;
        return made;
    }

    /** The bytes that this slot holds on to. */
    int retained() {
        return name.length + value.length;
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

    private static Use use(String header, HeaderPolicy policy) {
        return switch (header) {
            case "Host" -> Use.HOST;
            case "Cookie" -> Use.COOKIE;
            case "Authorization" -> Use.AUTHORIZATION;
            // They belong to the connection between client and web server. Upgrade too: no web server tunnels a 101.
            case "Connection",
                    "Keep-Alive",
                    "Proxy-Connection",
                    "Te",
                    "Trailer",
                    "Upgrade",
                    // The web server has answered it already.
                    "Expect",
                    // The mapper knows them by the exact name of the variable; no web server spells it otherwise.
                    "Content-Length",
                    "Content-Type",
                    "Transfer-Encoding" -> Use.DROP;
            case "Proxy" -> policy.keepProxy() ? Use.PASS : Use.DROP;
            default -> isSingle(header, policy) ? Use.SINGLE : Use.PASS;
        };
    }

    private static boolean isSingle(String header, HeaderPolicy policy) {
        for (String single : policy.singleValued()) {
            if (HeaderNames.variable(single).equals(HeaderNames.variable(header))) {
                return true;
            }
        }
        return false;
    }
}
