package org.gangway.fastcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes the records that an application sends (FastCGI specification, sections 3.3, 4 and 5).
 *
 * <p>All methods write to the buffer's position and throw {@link java.nio.BufferOverflowException} if there is no
 * room. Stateless.
 */
public final class FastCgiEncoder {
    /** The length of a record's header in bytes. */
    public static final int HEADER_LENGTH = 8;

    /** The length of a whole END_REQUEST or UNKNOWN_TYPE record in bytes. */
    public static final int END_REQUEST_LENGTH = HEADER_LENGTH + 8;

    /** The most content of a record in bytes: the greatest multiple of 8 that the header can tell (section 3.3). */
    public static final int MAX_CONTENT = 65528;

    private static final int VERSION = 1;

    private FastCgiEncoder() {}

    /**
     * How much padding brings content to a multiple of 8 bytes, as section 3.3 recommends.
     *
     * @param contentLength the length of the content in bytes
     * @return 0 to 7
     */
    public static int padding(int contentLength) {
        return -contentLength & 7;
    }

    /**
     * Writes the header of a record.
     *
     * @param buffer where to
     * @param type the type
     * @param requestId 0 to 65535
     * @param contentLength 0 to {@link #MAX_CONTENT}
     * @param paddingLength 0 to 255
     */
    public static void header(ByteBuffer buffer, RecordType type, int requestId, int contentLength, int paddingLength) {
        buffer.putLong(header(type, requestId, contentLength, paddingLength));
    }

    /**
     * Writes the header of a record at a place of its own, once the length of the content before it is known.
     *
     * @param buffer where to; its position stays
     * @param index the place in the buffer
     * @param type the type
     * @param requestId 0 to 65535
     * @param contentLength 0 to {@link #MAX_CONTENT}
     * @param paddingLength 0 to 255
     */
    public static void header(
            ByteBuffer buffer, int index, RecordType type, int requestId, int contentLength, int paddingLength) {
        buffer.putLong(index, header(type, requestId, contentLength, paddingLength));
    }

    /**
     * Writes padding.
     *
     * @param buffer where to
     * @param length 0 to 7 bytes
     */
    public static void padding(ByteBuffer buffer, int length) {
        for (int i = 0; i < length; i++) {
            buffer.put((byte) 0);
        }
    }

    /**
     * Writes END_REQUEST (section 5.5).
     *
     * @param buffer where to
     * @param requestId 1 to 65535
     * @param appStatus the exit status that a CGI program would have had; 0 for a served request
     * @param status how the request ended
     */
    public static void endRequest(ByteBuffer buffer, int requestId, int appStatus, ProtocolStatus status) {
        header(buffer, RecordType.END_REQUEST, requestId, 8, 0);
        buffer.putLong(((long) appStatus << 32) | ((long) status.code() << 24));
    }

    /**
     * Writes UNKNOWN_TYPE (section 4.2).
     *
     * @param buffer where to
     * @param type the type component of the record that was not understood, 0 to 255
     */
    public static void unknownType(ByteBuffer buffer, int type) {
        header(buffer, RecordType.UNKNOWN_TYPE, 0, 8, 0);
        buffer.putLong((long) type << 56);
    }

    /**
     * Writes a header that is none: its version, its type and all else is 0. The connection must end behind it. Where a
     * close alone would look like the end of the response, web servers give up at this.
     *
     * @param buffer where to, with room for {@link #HEADER_LENGTH} bytes
     */
    public static void noRecord(ByteBuffer buffer) {
        buffer.putLong(0);
    }

    /**
     * Makes a GET_VALUES_RESULT record (section 4.1).
     *
     * @param values the variables that were asked for and are known, by name; ASCII
     * @return the whole record, ready to be sent
     */
    public static ByteBuffer getValuesResult(Map<String, String> values) {
        int contentLength = 0;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            contentLength += NameValuePairs.encodedLength(
                    entry.getKey().length(), entry.getValue().length());
        }
        int paddingLength = padding(contentLength);
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_LENGTH + contentLength + paddingLength);
        header(buffer, RecordType.GET_VALUES_RESULT, 0, contentLength, paddingLength);
        for (Map.Entry<String, String> entry : values.entrySet()) {
            NameValuePairs.write(
                    buffer,
                    entry.getKey().getBytes(StandardCharsets.US_ASCII),
                    entry.getValue().getBytes(StandardCharsets.US_ASCII));
        }
        padding(buffer, paddingLength);
        return buffer.flip();
    }

    private static long header(RecordType type, int requestId, int contentLength, int paddingLength) {
        if (contentLength < 0 || contentLength > 0xFFFF) {
            throw new IllegalArgumentException("a record can't hold " + contentLength + " bytes");
        }
        return ((long) VERSION << 56)
                | ((long) type.code() << 48)
                | ((long) (requestId & 0xFFFF) << 32)
                | ((long) contentLength << 16)
                | ((long) (paddingLength & 0xFF) << 8);
    }
}
