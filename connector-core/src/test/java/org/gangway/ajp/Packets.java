package org.gangway.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Writes what a web server sends, byte by byte from the protocol's description, without the tables under test. */
public final class Packets {
    /** CPING. */
    public static final byte[] CPING = hex("1234 0001 0A");

    /** The end of a body as mod_jk sends it. */
    public static final byte[] EMPTY = hex("1234 0000");

    /** The end of a body as mod_proxy_ajp sends it. */
    public static final byte[] NO_BYTES = hex("1234 0002 0000");

    private Packets() {}

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** Text, one byte per character. */
    public static byte[] text(String text) {
        return text.getBytes(ISO_8859_1);
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static byte[] number(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    /** A string, or the null string. */
    public static byte[] string(String text) {
        return text == null ? hex("FFFF") : concat(number(text.length()), text(text), new byte[] {0});
    }

    /** Any packet of a web server. */
    public static byte[] packet(byte[]... payload) {
        byte[] all = concat(payload);
        return concat(hex("1234"), number(all.length), all);
    }

    /** A packet of a body. */
    public static byte[] body(byte[] data) {
        return packet(number(data.length), data);
    }

    public static byte[] body(String data) {
        return body(text(data));
    }

    /** A packet of a body as lighttpd sends it. */
    public static byte[] raw(String data) {
        return packet(text(data));
    }
}
