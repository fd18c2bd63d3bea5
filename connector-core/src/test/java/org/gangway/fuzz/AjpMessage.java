package org.gangway.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A FORWARD_REQUEST taken apart, so that one thing of a recorded request can be changed and all the rest stays as the
 * web server sent it. Written from the protocol's description alone. Texts have one character per byte.
 */
final class AjpMessage {
    private static final List<String> CODED = List.of(
            "",
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Authorization",
            "Connection",
            "Content-Type",
            "Content-Length",
            "Cookie",
            "Cookie2",
            "Host",
            "Pragma",
            "Referer",
            "User-Agent");
    private static final int PROTOCOL = 0;
    private static final int REQ_URI = 1;
    private static final int REMOTE_ADDR = 2;

    /** A header field: its code, or 0 and its name. */
    private record Field(int code, String name, String value) {}

    /** An attribute; req_attribute has a name, and what stands for its value is kept as bytes. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Attribute(int code, String name, byte[] bytes) {}

    private final List<Field> fields = new ArrayList<>();
    private final List<Attribute> attributes = new ArrayList<>();
    private final String[] strings = new String[5];
    private int method;
    private int port;
    private int ssl;

    AjpMessage(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        in.get();
        method = in.get() & 0xFF;
        for (int i = 0; i < strings.length; i++) {
            strings[i] = string(in);
        }
        port = in.getShort() & 0xFFFF;
        ssl = in.get();
        for (int left = in.getShort(); left > 0; left--) {
            int code = in.getShort(in.position()) & 0xFFFF;
            if (code >> 8 == 0xA0) {
                in.getShort();
                fields.add(new Field(code, null, string(in)));
            } else {
                fields.add(new Field(0, string(in), string(in)));
            }
        }
        for (int code = in.get() & 0xFF; code != 0xFF; code = in.get() & 0xFF) {
            String name = code == 0x0A ? string(in) : null;
            attributes.add(new Attribute(code, name, value(in, code)));
        }
    }

    private static byte[] value(ByteBuffer in, int code) {
        int length = in.getShort(in.position()) & 0xFFFF;
        // lighttpd sends the size of a key as a string, all others as a number.
        boolean number = code == 0x0B && length > 4;
        byte[] value = new byte[length == 0xFFFF || number ? 2 : length + 3];
        in.get(value);
        return value;
    }

    private static String string(ByteBuffer in) {
        int length = in.getShort() & 0xFFFF;
        if (length == 0xFFFF) {
            return null;
        }
        byte[] bytes = new byte[length + 1];
        in.get(bytes);
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static byte[] encoded(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (text == null) {
            number(out, 0xFFFF);
        } else {
            number(out, text.length());
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            out.write(0);
        }
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.write(number >> 8);
        out.write(number);
    }

    /** Header fields as {@code name: value}, in order; coded names as HTTP has them. */
    List<String> fieldLines() {
        return fields.stream()
                .map(field -> (field.name != null ? field.name : CODED.get(field.code & 0xFF)) + ": "
                        + (field.value == null ? "" : field.value))
                .toList();
    }

    /** The value of an attribute that is a string, or null. */
    String value(int code) {
        return value(attribute -> attribute.code == code);
    }

    /** The value of a request attribute, or null. */
    String value(String name) {
        return value(attribute -> name.equals(attribute.name));
    }

    private String value(Predicate<Attribute> which) {
        return attributes.stream()
                .filter(which)
                .map(attribute -> string(ByteBuffer.wrap(attribute.bytes)))
                .findFirst()
                .orElse(null);
    }

    /** The names of the request attributes. */
    List<String> names() {
        return attributes.stream().map(Attribute::name).filter(Objects::nonNull).toList();
    }

    AjpMessage method(int code) {
        method = code;
        return this;
    }

    AjpMessage protocol(String text) {
        strings[PROTOCOL] = text;
        return this;
    }

    AjpMessage uri(String text) {
        strings[REQ_URI] = text;
        return this;
    }

    AjpMessage remoteAddr(String text) {
        strings[REMOTE_ADDR] = text;
        return this;
    }

    AjpMessage tls(boolean on) {
        ssl = on ? 1 : 0;
        return this;
    }

    /** Adds a header field with a name. */
    AjpMessage field(String name, String value) {
        fields.add(new Field(0, name, value));
        return this;
    }

    /** Takes the header fields of that code away. */
    AjpMessage withoutField(int code) {
        fields.removeIf(field -> field.code == (0xA000 | code));
        return this;
    }

    /** Replaces an attribute by one with this value. */
    AjpMessage attribute(int code, String value) {
        attributes.removeIf(attribute -> attribute.code == code);
        attributes.add(new Attribute(code, null, encoded(value)));
        return this;
    }

    /** Replaces a request attribute by one with this value. */
    AjpMessage attribute(String name, String value) {
        attributes.removeIf(attribute -> name.equals(attribute.name));
        attributes.add(new Attribute(0x0A, name, encoded(value)));
        return this;
    }

    AjpMessage withoutAttribute(int code) {
        attributes.removeIf(attribute -> attribute.code == code);
        return this;
    }

    byte[] payload() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(2);
        out.write(method);
        for (String string : strings) {
            out.writeBytes(encoded(string));
        }
        number(out, port);
        out.write(ssl);
        number(out, fields.size());
        for (Field field : fields) {
            if (field.code > 0) {
                number(out, field.code);
            } else {
                out.writeBytes(encoded(field.name));
            }
            out.writeBytes(encoded(field.value));
        }
        for (Attribute attribute : attributes) {
            out.write(attribute.code);
            if (attribute.name != null) {
                out.writeBytes(encoded(attribute.name));
            }
            out.writeBytes(attribute.bytes);
        }
        out.write(0xFF);
        return out.toByteArray();
    }

    /** The whole packet. */
    byte[] packet() {
        byte[] payload = payload();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        number(out, 0x1234);
        number(out, payload.length);
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
