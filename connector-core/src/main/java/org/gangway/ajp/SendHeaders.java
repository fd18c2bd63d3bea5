package org.gangway.ajp;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.internal.Token;

/**
 * Writes a SEND_HEADERS packet, the only one that a response has: {@link #begin}, {@link #field} for each header field,
 * {@link #end}.
 *
 * <pre>
 *   'A' 'B' | length (2) | 4 | status (2) | message | num_headers (2) | name, value ...
 *
 *   a string:  length (2) | bytes | 0        a name:  a string, or 0xA0 and a code
 * </pre>
 *
 * <p>CR, LF, NUL and other control characters but the tab become blanks. What does not fit the agreed packet size can't
 * be sent at all. Used for one packet at a time. Not thread-safe.
 */
public final class SendHeaders {
    private ByteBuffer buffer;
    private int packetSize;
    private int start;
    private int countIndex;
    private int count;

    /**
     * Begins the packet. Where one of the methods throws, the buffer's content is of no use.
     *
     * @param target where to, from its position on
     * @param size the greatest packet in bytes, {@link AjpEncoder#MIN_PACKET_SIZE} to
     *     {@link AjpEncoder#MAX_PACKET_SIZE}
     * @param status the HTTP status, 200 to 999: no web server takes a 1xx
     * @param reason the reason phrase; without one the status stands in its place, because mod_jk wants one
     * @throws BufferOverflowException if the buffer has no room, and a greater one may have
     */
    public void begin(ByteBuffer target, int size, int status, String reason) {
        if (size < AjpEncoder.MIN_PACKET_SIZE || size > AjpEncoder.MAX_PACKET_SIZE) {
            throw new IllegalArgumentException("packetSize " + size + " is not between " + AjpEncoder.MIN_PACKET_SIZE
                    + " and " + AjpEncoder.MAX_PACKET_SIZE);
        }
        if (status < 200 || status > 999) {
            throw new IllegalArgumentException("SEND_HEADERS with status " + status);
        }
        buffer = target;
        packetSize = size;
        start = target.position();
        count = 0;
        room(AjpEncoder.HEADER_LENGTH + 3);
        target.position(start + AjpEncoder.HEADER_LENGTH);
        target.put((byte) PacketType.SEND_HEADERS.code());
        target.putShort((short) status);
        string(reason == null || reason.isEmpty() ? Integer.toString(status) : reason);
        room(2);
        countIndex = target.position();
        target.putShort((short) 0);
    }

    /**
     * Adds a header field.
     *
     * @param name the name; a field whose name is not a token (RFC 9110, section 5.6.2) is left out
     * @param value the value; null is taken for the empty value. A field with a character beyond ISO-8859-1 is left out,
     *     as Tomcat does
     * @return whether the field was written
     * @throws GatewayException 500 with {@link Disposition#KEEP} if the packet would be greater than agreed: nothing was
     *     sent yet, so a response that says so can be
     * @throws BufferOverflowException if the buffer has no room, and a greater one may have
     */
    public boolean field(String name, String value) {
        int before = buffer.position();
        int code = HeaderCodes.RESPONSE.code(name);
        if (code != HeaderCodes.NONE) {
            room(2);
            buffer.putShort((short) code);
        } else if (isToken(name)) {
            string(name);
        } else {
            return false;
        }
        if (!string(value == null ? "" : value)) {
            buffer.position(before);
            return false;
        }
        count++;
        return true;
    }

    /** Ends the packet. */
    public void end() {
        buffer.putShort(countIndex, (short) count);
        int length = buffer.position() - start - AjpEncoder.HEADER_LENGTH;
        buffer.putInt(start, (AjpEncoder.MAGIC << 16) | length);
        buffer = null;
    }

    /** Writes a string, with a blank for what can't be written; returns whether ISO-8859-1 has all its characters. */
    private boolean string(String text) {
        int all = 0;
        int length = text.length();
        room(3L + length);
        buffer.putShort((short) length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            all |= c;
            boolean control = c < ' ' && c != '\t';
            buffer.put((byte) (control || c > 0xFF || c == 0x7F ? ' ' : c));
        }
        buffer.put((byte) 0);
        return all <= 0xFF;
    }

    private void room(long length) {
        if (buffer.position() - start + length > packetSize) {
            throw new GatewayException(
                    500,
                    "the header fields of the response don't fit a packet of " + packetSize
                            + " bytes; raise packetSize here (gangway run: --packet-size) and the same at the web"
                            + " server (mod_jk: max_packet_size, mod_proxy_ajp: ProxyIOBufferSize)",
                    Disposition.KEEP);
        }
        if (length > buffer.remaining()) {
            throw new BufferOverflowException();
        }
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x7F || !Token.isTokenByte((byte) c)) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
