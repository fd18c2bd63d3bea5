package org.gangway.jetty.fastcgi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gangway.jetty.testing.Bytes;
import org.gangway.jetty.testing.CgiVariables;

/** Bytes as a web server sends them, written down here a second time so that the encoder isn't tested by itself. */
public final class Wire {
    public static final int BEGIN = 1;
    public static final int ABORT = 2;
    public static final int END = 3;
    public static final int PARAMS = 4;
    public static final int STDIN = 5;
    public static final int STDOUT = 6;
    public static final int DATA = 8;
    public static final int GET_VALUES = 9;
    public static final int GET_VALUES_RESULT = 10;
    public static final int UNKNOWN_TYPE = 11;

    public static final int RESPONDER = 1;
    public static final int AUTHORIZER = 2;
    public static final int FILTER = 3;

    public static final int CLOSE = 0;
    public static final int KEEP = 1;

    private Wire() {}

    public static byte[] record(int type, int id, byte[] content, int padding) {
        ByteBuffer buffer = ByteBuffer.allocate(8 + content.length + padding);
        buffer.put((byte) 1)
                .put((byte) type)
                .putShort((short) id)
                .putShort((short) content.length)
                .put((byte) padding)
                .put((byte) 0x5A)
                .put(content);
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0xEE);
        }
        return buffer.array();
    }

    public static byte[] record(int type, int id, byte[] content) {
        return record(type, id, content, 0);
    }

    public static byte[] begin(int id, int role, int flags) {
        return record(BEGIN, id, new byte[] {(byte) (role >> 8), (byte) role, (byte) flags, 1, 2, 3, 4, 5});
    }

    public static byte[] abort(int id) {
        return record(ABORT, id, new byte[0]);
    }

    public static byte[] end(int type, int id) {
        return record(type, id, new byte[0]);
    }

    /** A stream, without its end. */
    public static byte[] stream(int type, int id, byte[] content) {
        return stream(type, id, content, 65535);
    }

    public static byte[] stream(int type, int id, byte[] content, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 64);
        for (int at = 0; at < content.length; at += most) {
            byte[] part = java.util.Arrays.copyOfRange(content, at, Math.min(content.length, at + most));
            out.writeBytes(record(type, id, part, at % 3));
        }
        return out.toByteArray();
    }

    public static byte[] stdin(int id, String content) {
        return stream(STDIN, id, bytes(content));
    }

    public static byte[] pairs(Map<String, String> variables) {
        return pairs(variables.entrySet());
    }

    /** Name-value pairs in an order, a name perhaps twice. */
    public static byte[] pairs(Collection<Map.Entry<String, String>> variables) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        variables.forEach(variable -> pair(out, bytes(variable.getKey()), bytes(variable.getValue())));
        return out.toByteArray();
    }

    private static void pair(ByteArrayOutputStream out, byte[] name, byte[] value) {
        length(out, name.length);
        length(out, value.length);
        out.writeBytes(name);
        out.writeBytes(value);
    }

    private static void length(ByteArrayOutputStream out, int length) {
        if (length > 127) {
            out.write(length >> 24 | 0x80);
            out.write(length >> 16);
            out.write(length >> 8);
        }
        out.write(length);
    }

    public static byte[] params(int id, Map<String, String> variables) {
        return params(id, variables.entrySet());
    }

    /** The variables of a request in an order, a name perhaps twice. */
    public static byte[] params(int id, Collection<Map.Entry<String, String>> variables) {
        return join(stream(PARAMS, id, pairs(variables)), end(PARAMS, id));
    }

    /** The variables of a request; further names and values follow, a null value takes a variable away. */
    public static Map<String, String> variables(String method, String uri, String... more) {
        return CgiVariables.of(method, uri, more);
    }

    /** A whole request in the Responder role without a body. */
    public static byte[] get(int id, int flags, String uri, String... more) {
        return join(begin(id, RESPONDER, flags), params(id, variables("GET", uri, more)), end(STDIN, id));
    }

    /** The head of a request with a body of a known length. */
    public static byte[] postHead(int id, int flags, String uri, long length, String... more) {
        Map<String, String> variables = variables("POST", uri, more);
        variables.putIfAbsent("CONTENT_LENGTH", Long.toString(length));
        return join(begin(id, RESPONDER, flags), params(id, variables));
    }

    /** A whole request in the Responder role with a body. */
    public static byte[] post(int id, int flags, String uri, byte[] body, String... more) {
        return join(postHead(id, flags, uri, body.length, more), stream(STDIN, id, body, 8184), end(STDIN, id));
    }

    public static byte[] getValues(String... names) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : names) {
            query.put(name, "");
        }
        return record(GET_VALUES, 0, pairs(query));
    }

    public static byte[] join(byte[]... parts) {
        return Bytes.join(parts);
    }

    public static byte[] bytes(String text) {
        return Bytes.of(text);
    }

    public static String text(byte[] bytes) {
        return Bytes.text(bytes);
    }
}
