package org.gangway.jetty.ajp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gangway.jetty.testing.Bytes;
import org.gangway.jetty.testing.CgiVariables;

/** What a web server sends over AJP13, written down a second time so that nothing is tested by itself. */
public final class AjpWire {
    public static final byte[] CPING = hex("1234 0001 0A");
    public static final byte[] CPONG = hex("4142 0001 09");
    public static final byte[] SHUTDOWN = hex("1234 0001 07");
    /** The end of a body as mod_jk sends it. */
    public static final byte[] EMPTY = hex("1234 0000");
    /** The end of a body as mod_proxy_ajp sends it. */
    public static final byte[] NO_BYTES = hex("1234 0002 0000");

    private static final List<String> METHODS = List.of(
            "OPTIONS GET HEAD POST PUT DELETE TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK ACL REPORT VERSION-CONTROL CHECKIN CHECKOUT UNCHECKOUT SEARCH MKWORKSPACE UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY"
                    .split(" "));
    private static final List<String> HEADERS = List.of(
            "accept accept-charset accept-encoding accept-language authorization connection content-type content-length cookie cookie2 host pragma referer user-agent"
                    .split(" "));
    private static final Map<String, Integer> CODES = Map.of(
            "REMOTE_USER",
            0x03,
            "AUTH_TYPE",
            0x04,
            "SSL_CLIENT_CERT",
            0x07,
            "SSL_CIPHER",
            0x08,
            "SSL_SESSION_ID",
            0x09,
            "AJP_SECRET",
            0x0C);
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "REMOTE_PORT", "AJP_REMOTE_PORT", "SERVER_ADDR", "AJP_LOCAL_ADDR", "SSL_PROTOCOL", "AJP_SSL_PROTOCOL");

    private AjpWire() {}

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    public static byte[] bytes(String text) {
        return Bytes.of(text);
    }

    public static byte[] join(byte[]... parts) {
        return Bytes.join(parts);
    }

    public static byte[] number(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    /** A string, or the null string. */
    public static byte[] string(String text) {
        return text == null ? hex("FFFF") : join(number(text.length()), bytes(text), new byte[1]);
    }

    public static byte[] packet(byte[]... payload) {
        byte[] all = join(payload);
        return join(hex("1234"), number(all.length), all);
    }

    /** A body in packets of so many bytes at most. No bytes are one packet, which ends a body. */
    public static byte[] body(byte[] body, int most) {
        if (body.length == 0) {
            return NO_BYTES;
        }
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        for (int i = 0; i < body.length; i += most) {
            byte[] data = Arrays.copyOfRange(body, i, Math.min(body.length, i + most));
            packets.writeBytes(packet(number(data.length), data));
        }
        return packets.toByteArray();
    }

    /** One packet of a body. */
    public static byte[] body(String data) {
        return body(bytes(data), 65530);
    }

    /** A packet of a body as lighttpd sends it. */
    public static byte[] raw(String data) {
        return packet(bytes(data));
    }

    /** A GET; further names and values follow. */
    public static byte[] get(String uri, String... more) {
        return forwardRequest(variables("GET", uri, more), null);
    }

    /** A POST without its body; further names and values follow. */
    public static byte[] post(String uri, String length, String... more) {
        return forwardRequest(variables("POST", uri, more), length);
    }

    private static Map<String, String> variables(String method, String uri, String... more) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("REQUEST_METHOD", method);
        variables.put("REQUEST_URI", uri);
        variables.put("REMOTE_ADDR", "192.0.2.77");
        variables.put("REMOTE_PORT", "54321");
        variables.put("SERVER_NAME", "www.example.test");
        variables.put("SERVER_PORT", "80");
        variables.put("SERVER_PROTOCOL", "HTTP/1.1");
        variables.put("HTTP_HOST", "www.example.test");
        return CgiVariables.change(variables, more);
    }

    /** FORWARD_REQUEST from what would be CGI variables. */
    public static byte[] forwardRequest(Map<String, String> variables, String length) {
        Map<String, String> rest = new LinkedHashMap<>(variables);
        rest.keySet().removeAll(List.of("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "REMOTE_HOST"));
        String method = rest.remove("REQUEST_METHOD");
        int code = method == null ? 0 : METHODS.indexOf(method) + 1;
        String uri = rest.remove("REQUEST_URI");
        int mark = uri.indexOf('?');
        String port = rest.remove("SERVER_PORT");
        byte[] begin = join(
                new byte[] {2, (byte) (method != null && code == 0 ? 0xFF : code)},
                string(rest.remove("SERVER_PROTOCOL")),
                string(mark < 0 ? uri : uri.substring(0, mark)),
                string(rest.remove("REMOTE_ADDR")),
                string(variables.get("REMOTE_HOST")),
                string(rest.remove("SERVER_NAME")),
                number(port == null ? 0 : Integer.parseInt(port)),
                new byte[] {(byte) ("on".equals(rest.remove("HTTPS")) ? 1 : 0)});
        List<byte[]> headers = new ArrayList<>();
        List<byte[]> attributes = new ArrayList<>();
        if (mark >= 0) {
            attributes.add(join(hex("05"), string(uri.substring(mark + 1))));
        }
        if (method != null && code == 0) {
            attributes.add(join(hex("0D"), string(method)));
        }
        rest.forEach((name, value) -> {
            if (name.startsWith("HTTP_") || name.equals("CONTENT_TYPE")) {
                headers.add(header(name.replaceFirst("HTTP_", ""), value));
            } else if (CODES.containsKey(name)) {
                attributes.add(join(new byte[] {CODES.get(name).byteValue()}, string(value)));
            } else if (name.equals("SSL_CIPHER_USEKEYSIZE")) {
                attributes.add(join(hex("0B"), number(Integer.parseInt(value))));
            } else {
                attributes.add(join(hex("0A"), string(ATTRIBUTES.getOrDefault(name, name)), string(value)));
            }
        });
        if (length != null) {
            headers.add(header("CONTENT_LENGTH", length));
        }
        return packet(
                begin,
                number(headers.size()),
                join(headers.toArray(new byte[0][])),
                join(attributes.toArray(new byte[0][])),
                hex("FF"));
    }

    private static byte[] header(String variable, String value) {
        String name = variable.replace('_', '-').toLowerCase(Locale.ROOT);
        int code = HEADERS.indexOf(name) + 1;
        return join(code > 0 ? number(0xA000 | code) : string(name), string(value));
    }
}
