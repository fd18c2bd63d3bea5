package org.gangway.ajp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.gangway.request.BodyLength;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;

/**
 * One FORWARD_REQUEST, as bytes: where each of its strings lies in the packet.
 *
 * <pre>
 *   2 | method (1) | protocol | req_uri | remote_addr | remote_host | server_name | server_port (2) | is_ssl (1)
 *     | num_headers (2) | name, value ... | attribute code (1), value ... | 0xFF
 *
 *   a string:  length (2) | bytes | 0        a null string:  0xFFFF
 *   a name:    a string, or 0xA0 and a code
 * </pre>
 *
 * <p>An instance holds the packet, too, and serves one request after the other: a parser borrows it when one begins and
 * fills it, and it is free again after {@link AjpParser#endRequest()}. Not thread-safe.
 */
public final class ForwardRequest {
    static final int PROTOCOL = 0;
    static final int REQ_URI = 1;
    static final int REMOTE_ADDR = 2;
    static final int REMOTE_HOST = 3;
    static final int SERVER_NAME = 4;

    /** The length of what is null or not there. */
    static final int ABSENT = PayloadReader.ABSENT;

    private static final int STRINGS = 5;
    private static final int CODED = 0xA0;
    private static final int PAIR = 4;
    private static final int INITIAL_PAIRS = 24;
    private static final int RETAINED_PAIRS = 128;

    private final RequestLimits limits;
    private final RequestPayload payload = new RequestPayload();
    private final PayloadReader reader = new PayloadReader();
    private final RequestFraming framing = new RequestFraming();
    /** Offset and length of each string, by number and by attribute code. */
    private final int[] strings = new int[2 * STRINGS];

    private final int[] attributes = new int[2 * AttributeCode.COUNT];
    /** Offset and length of each name and value; a coded name has its code for an offset and no length. */
    private int[] headers = new int[INITIAL_PAIRS * PAIR];

    private int[] requestAttributes = new int[INITIAL_PAIRS * PAIR];
    private int method;
    private int serverPort;
    private boolean secure;
    private int keySize;
    private int headerCount;
    private int requestAttributeCount;

    /** @param limits the limits of a request */
    public ForwardRequest(RequestLimits limits) {
        this.limits = limits;
    }

    /** A packet begins with its type. */
    void begin(int type) {
        payload.begin(type);
    }

    /** Appends bytes, of which up to so many will come. */
    void append(ByteBuffer buffer, int count, int expected) {
        payload.append(buffer, count, expected);
    }

    /**
     * Reads the packet that is here.
     *
     * @throws GatewayException as {@link #read(byte[], int)}
     */
    void read() {
        read(payload.bytes(), payload.length());
    }

    /**
     * Reads a packet.
     *
     * @param payload the payload, which must not change until {@link #clear()}; its first byte is the type
     * @param length its length
     * @throws GatewayException 400 if it isn't well-formed or tells of its body in an unsafe way, 431 if it is beyond
     *     the limits, 501 for a transfer coding that no web server leaves on a request
     */
    void read(byte[] payload, int length) {
        reader.begin(payload, 1, length);
        headerCount = 0;
        requestAttributeCount = 0;
        keySize = 0;
        framing.clear();
        Arrays.fill(attributes, ABSENT);
        method = reader.octet();
        for (int i = 0; i < STRINGS; i++) {
            reader.string(strings, 2 * i);
        }
        serverPort = reader.integer();
        secure = reader.octet() != 0;
        headers();
        attributes();
        framing.complete();
    }

    void clear() {
        reader.clear();
        payload.clear();
        if (headers.length > RETAINED_PAIRS * PAIR) {
            headers = new int[INITIAL_PAIRS * PAIR];
        }
        if (requestAttributes.length > RETAINED_PAIRS * PAIR) {
            requestAttributes = new int[INITIAL_PAIRS * PAIR];
        }
    }

    private void headers() {
        int count = reader.integer();
        if (count > limits.getMaxHeaders()) {
            throw tooMuch("the request has " + count + " header fields, more than " + limits.getMaxHeaders()
                    + "; raise maxHeaders");
        }
        if (count * PAIR > headers.length) {
            headers = new int[count * PAIR];
        }
        for (int i = 0; i < count; i++) {
            int pair = i * PAIR;
            int first = reader.peekInteger();
            if (first >> 8 == CODED) {
                if (HeaderCodes.REQUEST.name(first) == null) {
                    throw bad("header code " + Integer.toHexString(first) + " is none");
                }
                reader.integer();
                headers[pair] = first;
                headers[pair + 1] = ABSENT;
            } else if (first == PayloadReader.NULL || first == 0) {
                throw bad("a header field has no name");
            } else {
                reader.string(headers, pair);
            }
            reader.string(headers, pair + 2);
            headerCount = i + 1;
            framing.add(this, i);
        }
    }

    private void attributes() {
        while (true) {
            int code = reader.octet();
            AttributeCode attribute = AttributeCode.of(code);
            if (attribute == null) {
                throw bad("attribute code " + code + " is none");
            }
            switch (attribute) {
                case ARE_DONE -> {
                    return;
                }
                case REQ_ATTRIBUTE -> requestAttribute();
                case SSL_KEY_SIZE -> keySize = reader.keySize();
                default -> attribute(attribute);
            }
        }
    }

    private void attribute(AttributeCode attribute) {
        int index = 2 * attribute.code();
        int offset = attributes[index];
        int length = attributes[index + 1];
        if (attribute == AttributeCode.SSL_CERT) {
            // It may be DER, which has zeros.
            reader.bytes(attributes, index);
        } else {
            reader.string(attributes, index);
        }
        checkLength(attribute.name(), attributes[index + 1]);
        if (offset >= 0 && !same(offset, length, attributes[index], Math.max(0, attributes[index + 1]))) {
            throw bad("attribute " + attribute + " came twice with different values");
        }
    }

    private void requestAttribute() {
        if (headerCount + requestAttributeCount >= limits.getMaxVariables()) {
            throw tooMuch("the request has more than " + limits.getMaxVariables()
                    + " header fields and attributes; raise maxVariables");
        }
        int pair = requestAttributeCount * PAIR;
        if (pair == requestAttributes.length) {
            requestAttributes = Arrays.copyOf(requestAttributes, pair * 2);
        }
        reader.string(requestAttributes, pair);
        if (requestAttributes[pair + 1] <= 0) {
            throw bad("a request attribute has no name");
        }
        reader.string(requestAttributes, pair + 2);
        checkLength("a request attribute", requestAttributes[pair + 3]);
        requestAttributeCount++;
    }

    private void checkLength(String what, int length) {
        if (length > limits.getMaxValueBytes()) {
            throw tooMuch("the value of " + what + " takes more than " + limits.getMaxValueBytes()
                    + " bytes; raise maxValueBytes");
        }
    }

    private boolean same(int offset, int length, int otherOffset, int otherLength) {
        return otherOffset >= 0
                && Arrays.equals(block(), offset, offset + length, block(), otherOffset, otherOffset + otherLength);
    }

    private static GatewayException bad(String reason) {
        return new GatewayException(400, reason, Disposition.CLOSE_AFTER_RESPONSE);
    }

    private static GatewayException tooMuch(String reason) {
        return new GatewayException(431, reason, Disposition.CLOSE_AFTER_RESPONSE);
    }

    byte[] block() {
        return reader.block();
    }

    /** The length of the payload in bytes. */
    int length() {
        return reader.length();
    }

    /** The code of the method, 0 to 255. */
    int method() {
        return method;
    }

    int offset(int string) {
        return strings[2 * string];
    }

    /** The length of one of the strings before the header fields, or {@link #ABSENT}. */
    int length(int string) {
        return strings[2 * string + 1];
    }

    int serverPort() {
        return serverPort;
    }

    boolean isSecure() {
        return secure;
    }

    /** The key size of the cipher in bits, or 0 if it did not come. */
    int sslKeySize() {
        return keySize;
    }

    int headerCount() {
        return headerCount;
    }

    /** The code of a header field's name, or {@link HeaderCodes#NONE}. */
    int headerCode(int i) {
        return headers[i * PAIR + 1] == ABSENT ? headers[i * PAIR] : HeaderCodes.NONE;
    }

    int nameOffset(int i) {
        return headers[i * PAIR];
    }

    int nameLength(int i) {
        return headers[i * PAIR + 1];
    }

    int valueOffset(int i) {
        return Math.max(0, headers[i * PAIR + 2]);
    }

    /** The length of the value; lighttpd sends null for an empty one. */
    int valueLength(int i) {
        return Math.max(0, headers[i * PAIR + 3]);
    }

    /** Whether two header fields have the same value. */
    boolean sameValue(int i, int j) {
        return same(valueOffset(i), valueLength(i), valueOffset(j), valueLength(j));
    }

    int offset(AttributeCode attribute) {
        return attributes[2 * attribute.code()];
    }

    /** The length of the attribute's value, or {@link #ABSENT} if it is absent or null. */
    int length(AttributeCode attribute) {
        return attributes[2 * attribute.code() + 1];
    }

    int requestAttributeCount() {
        return requestAttributeCount;
    }

    int attributeNameOffset(int i) {
        return requestAttributes[i * PAIR];
    }

    int attributeNameLength(int i) {
        return requestAttributes[i * PAIR + 1];
    }

    int attributeValueOffset(int i) {
        return Math.max(0, requestAttributes[i * PAIR + 2]);
    }

    int attributeValueLength(int i) {
        return Math.max(0, requestAttributes[i * PAIR + 3]);
    }

    /** The length of the body in bytes, or -1 if the web server did not tell. */
    long contentLength() {
        return framing.contentLength();
    }

    BodyLength bodyLength() {
        return framing.bodyLength();
    }

    /** Whether the client sent the body in gzip's format. */
    boolean isGzip() {
        return framing.isGzip();
    }
}
