package org.gangway.jetty.scgi;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.gangway.jetty.testing.Bytes;

/** What a web server sends over SCGI, written down a second time so that nothing is tested by itself. */
public final class ScgiWire {
    private ScgiWire() {}

    /** A netstring: the length comes first. */
    public static String netstring(String headers) {
        return headers.length() + ":" + headers + ",";
    }

    /** The headers of a request, with the length of its body (null: 0). */
    public static byte[] head(Map<String, String> variables, String length) {
        return head(variables.entrySet(), length);
    }

    /** The headers of a request in an order, a name perhaps twice. */
    public static byte[] head(Collection<Map.Entry<String, String>> variables, String length) {
        StringBuilder headers = new StringBuilder("CONTENT_LENGTH\0");
        headers.append(Objects.requireNonNullElse(length, "0")).append("\0SCGI\0001\0");
        variables.forEach(variable -> headers.append(variable.getKey())
                .append('\0')
                .append(variable.getValue())
                .append('\0'));
        return Bytes.of(netstring(headers.toString()));
    }
}
