package org.gangway.fastcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Writes what a web server sends, byte by byte from the specification and without the encoder that is tested. */
final class Records {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Any record at all; its reserved byte and its padding are not zero, because nobody may look at them. */
    Records record(int type, int requestId, byte[] content, int padding) {
        out.write(1);
        out.write(type);
        out.write(requestId >> 8);
        out.write(requestId);
        out.write(content.length >> 8);
        out.write(content.length);
        out.write(padding);
        out.write(0xA5);
        out.writeBytes(content);
        for (int i = 0; i < padding; i++) {
            out.write(1);
        }
        return this;
    }

    Records begin(int requestId, int role, int flags) {
        return record(1, requestId, new byte[] {(byte) (role >> 8), (byte) role, (byte) flags, 9, 9, 9, 9, 9}, 0);
    }

    Records params(int requestId, byte[] content) {
        return record(4, requestId, content, 0);
    }

    Records stdin(int requestId, String content) {
        return record(5, requestId, content.getBytes(ISO_8859_1), 0);
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    static byte[] text(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Name-value pairs, lengths in the shortest form. */
    static byte[] pairs(String... namesAndValues) {
        ByteArrayOutputStream pairs = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byte[] name = text(namesAndValues[i]);
            byte[] value = text(namesAndValues[i + 1]);
            pairs.writeBytes(name.length < 128 ? new byte[] {(byte) name.length} : longForm(name.length));
            pairs.writeBytes(value.length < 128 ? new byte[] {(byte) value.length} : longForm(value.length));
            pairs.writeBytes(name);
            pairs.writeBytes(value);
        }
        return pairs.toByteArray();
    }

    /** A length in four bytes, the highest bit set. */
    static byte[] longForm(int length) {
        return new byte[] {(byte) (0x80 | length >>> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
