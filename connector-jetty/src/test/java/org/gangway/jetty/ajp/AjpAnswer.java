package org.gangway.jetty.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a container sends for one request, taken apart packet by packet; whatever a web server would reject fails. */
public final class AjpAnswer {
    private static final List<String> HEADERS = List.of(
            "Content-Type Content-Language Content-Length Date Last-Modified Location Set-Cookie Set-Cookie2 Servlet-Engine Status WWW-Authenticate"
                    .split(" "));

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<Integer> packets = new ArrayList<>();
    private final List<Integer> asked = new ArrayList<>();
    private String head;
    private Boolean reuse;
    private int flushes;
    private int largest;

    /** Takes the packets that are complete, up to END_RESPONSE; false if there is no more in the buffer. */
    public boolean take(ByteBuffer input) {
        while (reuse == null && input.remaining() >= 4) {
            int start = input.position();
            int length = input.getShort(start + 2) & 0xFFFF;
            check(input.getShort(start) == 0x4142, "a packet begins with AB");
            if (input.remaining() < 4 + length) {
                return false;
            }
            largest = Math.max(largest, 4 + length);
            input.position(start + 4);
            ByteBuffer payload = input.slice(start + 4, length);
            input.position(start + 4 + length);
            packet(payload);
        }
        return reuse != null;
    }

    private static void check(boolean good, String rule) {
        if (!good) {
            throw new AssertionError("not so: " + rule);
        }
    }

    private void packet(ByteBuffer payload) {
        int type = payload.get();
        packets.add(type);
        switch (type) {
            case 3 -> {
                check(head != null, "SEND_BODY_CHUNK after SEND_HEADERS");
                int count = payload.getShort() & 0xFFFF;
                check(count == payload.remaining() - 1, "the count of a chunk is its length without its NUL");
                byte[] data = new byte[count];
                payload.get(data);
                check(payload.get() == 0, "a NUL behind a chunk");
                body.writeBytes(data);
                flushes += count == 0 ? 1 : 0;
            }
            case 4 -> {
                check(head == null, "SEND_HEADERS once");
                head = head(payload);
            }
            case 5 -> {
                check(head != null, "END_RESPONSE after SEND_HEADERS");
                byte flag = payload.get();
                check(flag == 0 || flag == 1, "reuse is 0 or 1");
                reuse = flag == 1;
            }
            case 6 -> asked.add(payload.getShort() & 0xFFFF);
            default -> check(false, "a container may send packet " + type);
        }
        check(!payload.hasRemaining(), "nothing behind what packet " + type + " holds");
    }

    private static String head(ByteBuffer payload) {
        StringBuilder text = new StringBuilder("Status: " + payload.getShort() + ' ');
        String message = string(payload);
        check(!message.isEmpty(), "a message in SEND_HEADERS");
        text.append(message).append("\r\n");
        int count = payload.getShort();
        for (int i = 0; i < count; i++) {
            int code = payload.getShort(payload.position()) & 0xFFFF;
            if (code >> 8 == 0xA0) {
                payload.getShort();
                text.append(HEADERS.get((code & 0xFF) - 1));
            } else {
                text.append(string(payload));
            }
            text.append(": ").append(string(payload)).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    private static String string(ByteBuffer payload) {
        byte[] bytes = new byte[payload.getShort() & 0xFFFF];
        payload.get(bytes);
        check(payload.get() == 0, "a NUL behind a string");
        String text = new String(bytes, ISO_8859_1);
        check(text.chars().noneMatch(c -> c != '\t' && (c < ' ' || c == 0x7F)), "no control characters in " + text);
        return text;
    }

    public boolean hasHead() {
        return head != null;
    }

    /** The head as CGI has it, or nothing. */
    public String head() {
        return head == null ? "" : head;
    }

    public int status() {
        return Integer.parseInt(head().substring(8, 11));
    }

    public byte[] body() {
        return body.toByteArray();
    }

    public String bodyText() {
        return body.toString(ISO_8859_1);
    }

    /** The response as CGI has it, as far as it has come. */
    public String text() {
        return head() + bodyText();
    }

    /** Whether END_RESPONSE has come. */
    public boolean isComplete() {
        return reuse != null;
    }

    /** Whether END_RESPONSE has come and keeps the connection. */
    public boolean isReused() {
        return Boolean.TRUE.equals(reuse);
    }

    /** How many times the body was asked for. */
    public int asked() {
        return asked.size();
    }

    /** How many bytes were asked for each time. */
    public List<Integer> wanted() {
        return asked;
    }

    /** How many empty chunks have come. */
    public int flushes() {
        return flushes;
    }

    /** The types of the packets so far. */
    public List<Integer> packets() {
        return packets;
    }

    /** The length of the largest packet. */
    public int largest() {
        return largest;
    }
}
