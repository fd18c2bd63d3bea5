package org.gangway.ajp;

import java.nio.charset.StandardCharsets;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.internal.PathText;
import org.gangway.request.internal.RequestTarget;
import org.gangway.request.internal.Token;

/**
 * Makes a URI reference of req_uri, which is a path without a query, encoded (mod_proxy_ajp, mod_jk) or decoded
 * (lighttpd; mod_jk with ForwardURICompat). What can't stand in an encoded path is therefore meant literally and gets
 * encoded: blanks, question marks, bytes beyond ASCII, and a percent sign that no two digits follow. A decoded
 * {@code %41} can't be told from an encoded one, unless it is known that the web server decodes.
 */
final class ReqUri {
    private static final boolean[] PATH = new boolean[128];

    static {
        String others = "-._~!$&'()*+,;=:@/";
        for (int c = 0; c < PATH.length; c++) {
            PATH[c] = Token.isAlphanumeric(c) || others.indexOf(c) >= 0;
        }
    }

    private ReqUri() {}

    /**
     * Reads the target of a request.
     *
     * @param decoded whether it is known that the web server decodes the path
     * @throws GatewayException 400 if there is none or it is no path, 414 if it is too long
     */
    static void map(ForwardRequest request, boolean decoded, RequestTarget target) {
        int offset = request.offset(ForwardRequest.REQ_URI);
        int length = request.length(ForwardRequest.REQ_URI);
        if (length <= 0) {
            throw new GatewayException(
                    400, "req_uri is missing (lighttpd: the key of ajp13.server must be \"\")", Disposition.KEEP);
        }
        int query = request.length(AttributeCode.QUERY_STRING);
        target.checkLength(length + Math.max(0, query));
        byte[] encoded = encoded(request.block(), offset, length, decoded);
        if (encoded == null) {
            target.parse(request.block(), offset, length);
        } else {
            target.parse(encoded, 0, encoded.length);
        }
        if (query >= 0) {
            target.setQuery(request.block(), request.offset(AttributeCode.QUERY_STRING), query);
        }
    }

    /** Where the path begins: behind {@code http://www.example.test:8080}, if that is there. */
    private static int pathOffset(byte[] block, int offset, int end) {
        if (block[offset] == '/') {
            return offset;
        }
        for (int i = offset; i + 2 < end && (Token.isAlphanumeric(block[i]) || block[i] == ':'); i++) {
            if (block[i] == ':' && block[i + 1] == '/' && block[i + 2] == '/') {
                int at = i + 3;
                while (at < end && block[at] != '/') {
                    at++;
                }
                return at;
            }
        }
        return offset;
    }

    /**
     * The encoded form, or null if these bytes are it. There must be at least one.
     *
     * @param decoded whether it is known that they are decoded, so that each percent sign is meant literally
     */
    private static byte[] encoded(byte[] block, int offset, int length, boolean decoded) {
        int end = offset + length;
        int path = pathOffset(block, offset, end);
        int clean = path;
        while (clean < end && isClean(block, clean, end, decoded)) {
            clean++;
        }
        if (clean == end) {
            return null;
        }
        StringBuilder text = new StringBuilder(length + 32);
        for (int i = offset; i < end; i++) {
            if (i < path || isClean(block, i, end, decoded)) {
                text.append((char) (block[i] & 0xFF));
            } else {
                PathText.appendEscape(text, block[i] & 0xFF);
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isClean(byte[] block, int i, int end, boolean decoded) {
        byte b = block[i];
        if (b == '%') {
            return !decoded && i + 2 < end && isHexadecimal(block[i + 1]) && isHexadecimal(block[i + 2]);
        }
        return b >= 0 && PATH[b];
    }

    private static boolean isHexadecimal(byte b) {
        return Character.digit(b, 16) >= 0;
    }
}
