package org.gangway.jetty.internal;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.gangway.cgi.CgiResponseHead;

/** Writes the head of Jetty's response as CGI has it, for FastCGI and SCGI. Thread-safe. */
final class ResponseHead {
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final AtomicReferenceArray<byte[]> STATUS_FIELDS = new AtomicReferenceArray<>(600);

    private ResponseHead() {}

    /**
     * Writes a head and the empty line behind it.
     *
     * @param buffer where to
     * @param response the head
     * @throws java.nio.BufferOverflowException if there is no room
     */
    static void write(ByteBuffer buffer, MetaData.Response response) {
        int status = response.getStatus();
        buffer.put(statusField(status));
        boolean chunked = ChunkedBody.isHead(response);
        if (chunked) {
            buffer.put(CHUNKED);
        }
        for (HttpField field : response.getHttpFields()) {
            if (chunked ? !isSentWithChunks(field, status) : !isSent(field, status)) {
                continue;
            }
            if (field instanceof PreEncodedHttpField encoded) {
                encoded.putTo(buffer, HttpVersion.HTTP_1_1);
            } else {
                CgiResponseHead.field(buffer, field.getName(), field.getValue());
            }
        }
        CgiResponseHead.endLine(buffer);
    }

    /**
     * Begins a part with a head.
     *
     * @param behind how many bytes of framing may come behind all
     * @return null, or why the head can't be sent; the part holds nothing then
     */
    static String write(PartBuffer part, MetaData.Response response, int behind, int maxHeadBytes) {
        int before = part.before();
        try {
            ByteBuffer buffer = part.writeHead(target -> write(target, response), maxHeadBytes + before + behind);
            if (buffer.position() - before <= maxHeadBytes) {
                return null;
            }
            part.release();
            return tooLong(maxHeadBytes);
        } catch (BufferOverflowException x) {
            return tooLong(maxHeadBytes);
        }
    }

    /**
     * Writes a head that comes before that of the response.
     *
     * @param before how many bytes of framing come before it
     * @param behind how many bytes of framing may come behind it
     * @return a buffer at its end, or null if it is longer than a head may be
     */
    static ByteBuffer interim(MetaData.Response response, int before, int behind, int maxHeadBytes) {
        ByteBuffer buffer = ByteBuffer.allocate(before + maxHeadBytes + behind);
        try {
            write(buffer.position(before).limit(before + maxHeadBytes), response);
            return buffer.limit(buffer.capacity());
        } catch (BufferOverflowException x) {
            return null;
        }
    }

    private static String tooLong(int maxHeadBytes) {
        return "it is longer than " + maxHeadBytes + " bytes (maxResponseHeadBytes)";
    }

    private static byte[] statusField(int status) {
        byte[] encoded = status < STATUS_FIELDS.length() ? STATUS_FIELDS.getAcquire(status) : null;
        if (encoded == null) {
            String reason = HttpStatus.getMessage(status);
            ByteBuffer buffer = ByteBuffer.allocate(64);
            CgiResponseHead.status(buffer, status, reason);
            encoded = new byte[buffer.flip().remaining()];
            buffer.get(encoded);
            if (status < STATUS_FIELDS.length()) {
                STATUS_FIELDS.setRelease(status, encoded);
            }
        }
        return encoded;
    }

    /** In a CGI response a field of this name is the status, which is there already. */
    static boolean isStatus(HttpField field) {
        return "Status".equalsIgnoreCase(field.getName());
    }

    private static boolean isSentWithChunks(HttpField field, int status) {
        return field.getHeader() == HttpHeader.TRAILER
                || (field.getHeader() != HttpHeader.CONTENT_LENGTH && isSent(field, status));
    }

    /** The web server speaks for its own connection to the client, and it counts what it sends. */
    static boolean isSent(HttpField field, int status) {
        HttpHeader header = field.getHeader();
        if (header == null) {
            return !isStatus(field);
        }
        return switch (header) {
            case TRANSFER_ENCODING, KEEP_ALIVE, TRAILER, PROXY_CONNECTION -> false;
            // A tunnel's 101 is the only response where the two connections are one.
            case CONNECTION, UPGRADE -> status == HttpStatus.SWITCHING_PROTOCOLS_101;
            case CONTENT_LENGTH ->
                !HttpStatus.isInformational(status)
                        && status != HttpStatus.NO_CONTENT_204
                        && status != HttpStatus.RESET_CONTENT_205
                        && !(status == HttpStatus.NOT_MODIFIED_304 && "0".equals(field.getValue()));
            default -> true;
        };
    }
}
