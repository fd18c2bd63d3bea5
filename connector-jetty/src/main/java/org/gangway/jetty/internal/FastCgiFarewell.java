package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.gangway.fastcgi.FastCgiEncoder;
import org.gangway.fastcgi.RecordType;

/**
 * How a connection ends that the web server keeps, without a request being lost that is sent at that very moment. FastCGI
 * has no word for it, unlike AJP13: whoever closes first may destroy a request that is on its way.
 *
 * <p>nginx closes a connection on which something comes while it rests, and doesn't keep one on which something comes behind
 * the end of a request. But in front of a response it skips a record of STDERR without content (seen with 1.22; the same
 * in the sources since 1.9.0). So with that record it is asked to close, and a request that it has sent meanwhile is
 * served as any other.
 */
@GuardedBy("connection")
final class FastCgiFarewell {
    /** Who doesn't heed so many is no nginx. */
    private static final byte MOST = 3;

    private static final byte UNKNOWN = -1;

    /** How often it may still be said; a connection at rest has little more than this. */
    private byte left = UNKNOWN;

    private boolean said;
    private char requestId;

    /** A request begins: what was said before is forgotten. */
    void begin() {
        said = false;
    }

    /** Sees who sends a request. */
    void learn(FastCgiHead head) {
        requestId = (char) head.requestId();
        if (left == UNKNOWN) {
            String server = head.request().variable("SERVER_SOFTWARE");
            left = server != null && server.startsWith("nginx/") ? MOST : 0;
        }
    }

    /** Whether the web server is one that will heed it. */
    boolean isHeeded() {
        return said || left > 0;
    }

    /** Whether it makes sense to say it, and it wasn't said; it counts as said from here on. */
    boolean mark() {
        if (said || !isHeeded()) {
            return false;
        }
        said = true;
        left--;
        return true;
    }

    /** What to send, or null if that makes no sense, or it was sent. */
    ByteBuffer say() {
        if (!mark()) {
            return null;
        }
        ByteBuffer record = ByteBuffer.allocate(FastCgiEncoder.HEADER_LENGTH);
        write(record, requestId);
        return record.flip();
    }

    /** Writes the record. */
    static void write(ByteBuffer buffer, int requestId) {
        FastCgiEncoder.header(buffer, RecordType.STDERR, requestId, 0, 0);
    }
}
