package org.gangway.jetty.internal;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.gangway.cgi.CgiResponseHead;
import org.gangway.fastcgi.FastCgiEncoder;
import org.gangway.fastcgi.ProtocolStatus;
import org.gangway.fastcgi.RecordType;

/**
 * Puts one {@code send} of a stream into records: the whole head in one STDOUT record (HAProxy 2.6 dies of a head in
 * two), small content behind it in the same buffer, large content uncopied, and at the end END_REQUEST.
 *
 * <p>Used for one send at a time; the flusher orders its calls.
 */
final class FastCgiSender implements FastCgiFlusher.Entry {
    /** Content up to this many bytes is copied behind the head: one buffer to write costs less than three. */
    private static final int INLINE = 2048;

    private static final int RECORDS_PER_WRITE = 4;
    private static final int END_LENGTH = 7 + FastCgiEncoder.HEADER_LENGTH + FastCgiEncoder.END_REQUEST_LENGTH;
    private static final int SMALL_BUFFER = 4096;
    private static final AtomicReferenceArray<byte[]> STATUS_FIELDS = new AtomicReferenceArray<>(600);

    private final ByteBufferPool pool;
    private final boolean direct;
    private final boolean padded;
    private final ByteBuffer frames =
            ByteBuffer.allocateDirect(RECORDS_PER_WRITE * (7 + FastCgiEncoder.HEADER_LENGTH) + END_LENGTH);
    private final ByteBuffer[] single = new ByteBuffer[1];
    private RetainableByteBuffer headHolder;
    private ByteBuffer head;
    private ByteBuffer content;
    private boolean last;
    private boolean complete;
    private int requestId;
    private int appStatus;
    private Callback callback;
    private Runnable whenDone;

    FastCgiSender(ByteBufferPool pool, boolean direct, boolean padded) {
        this.padded = padded;
        this.pool = pool;
        this.direct = direct;
    }

    /**
     * Prepares a send.
     *
     * @param requestId the id
     * @param response the head, or null if it is out already
     * @param content what follows, never null
     * @param last whether it ends the response
     * @param appStatus the appStatus of END_REQUEST
     * @param maxHeadBytes the most bytes of the head
     * @param callback told when it is out
     * @return false if the head is too long; nothing is prepared then
     */
    boolean prepare(
            int requestId,
            MetaData.Response response,
            ByteBuffer content,
            boolean last,
            int appStatus,
            int maxHeadBytes,
            Callback callback) {
        this.requestId = requestId;
        this.last = last;
        this.appStatus = appStatus;
        boolean inline = content.remaining() <= INLINE;
        if (response != null) {
            if (!encodeHead(response, maxHeadBytes)) {
                return false;
            }
        } else if (inline) {
            acquireHead(SMALL_BUFFER);
        }
        this.content = content;
        synchronized (this) {
            this.callback = callback;
        }
        this.complete = false;
        if (head != null && inline && head.remaining() >= content.remaining() + END_LENGTH) {
            inline();
        }
        return true;
    }

    private void acquireHead(int size) {
        headHolder = pool.acquire(size, direct);
        head = headHolder.getByteBuffer();
        BufferUtil.clearToFill(head);
        head.position(FastCgiEncoder.HEADER_LENGTH);
    }

    private void releaseHead() {
        if (headHolder != null) {
            BufferUtil.clear(headHolder.getByteBuffer());
            headHolder.release();
            headHolder = null;
            head = null;
        }
    }

    private boolean encodeHead(MetaData.Response response, int maxHeadBytes) {
        int size = Math.min(8192, maxHeadBytes + FastCgiEncoder.HEADER_LENGTH + END_LENGTH);
        while (true) {
            acquireHead(size);
            try {
                write(response);
                if (head.position() - FastCgiEncoder.HEADER_LENGTH <= maxHeadBytes) {
                    return true;
                }
            } catch (BufferOverflowException x) {
                if (size < maxHeadBytes + FastCgiEncoder.HEADER_LENGTH + END_LENGTH) {
                    releaseHead();
                    size = maxHeadBytes + FastCgiEncoder.HEADER_LENGTH + END_LENGTH;
                    continue;
                }
            }
            releaseHead();
            return false;
        }
    }

    private void write(MetaData.Response response) {
        int status = response.getStatus();
        head.put(statusField(status));
        for (HttpField field : response.getHttpFields()) {
            if (!isSent(field, status)) {
                continue;
            }
            if (field instanceof PreEncodedHttpField encoded) {
                encoded.putTo(head, HttpVersion.HTTP_1_1);
            } else {
                CgiResponseHead.field(head, field.getName(), field.getValue());
            }
        }
        CgiResponseHead.endLine(head);
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

    /** The web server speaks for its own connection to the client, and it counts what it sends. */
    private static boolean isSent(HttpField field, int status) {
        HttpHeader header = field.getHeader();
        if (header == null) {
            return !"Status".equalsIgnoreCase(field.getName());
        }
        return switch (header) {
            case CONNECTION, TRANSFER_ENCODING, KEEP_ALIVE, UPGRADE, TRAILER, PROXY_CONNECTION -> false;
            case CONTENT_LENGTH ->
                status != HttpStatus.NO_CONTENT_204
                        && status != HttpStatus.RESET_CONTENT_205
                        && !(status == HttpStatus.NOT_MODIFIED_304 && "0".equals(field.getValue()));
            default -> true;
        };
    }

    /** Everything in one buffer. */
    private void inline() {
        head.put(content);
        int recordLength = head.position() - FastCgiEncoder.HEADER_LENGTH;
        int padding = padding(recordLength);
        if (recordLength > 0) {
            FastCgiEncoder.header(head, 0, RecordType.STDOUT, requestId, recordLength, padding);
            FastCgiEncoder.padding(head, padding);
        } else {
            // An empty STDOUT record is the end of the stream: nothing to send must not look like it.
            head.position(0);
        }
        if (last) {
            end(head);
        }
        complete = true;
    }

    private int padding(int contentLength) {
        return padded ? FastCgiEncoder.padding(contentLength) : 0;
    }

    private void end(ByteBuffer buffer) {
        FastCgiEncoder.header(buffer, RecordType.STDOUT, requestId, 0, 0);
        FastCgiEncoder.endRequest(buffer, requestId, appStatus, ProtocolStatus.REQUEST_COMPLETE);
    }

    @Override
    public ByteBuffer[] next() {
        ByteBuffer first = head;
        if (complete) {
            if (first == null || first.position() == 0) {
                return null;
            }
            head = null;
            first.flip();
            single[0] = first;
            return single;
        }
        return gather(first);
    }

    /** A few records, each a header, uncopied content and padding; headers and padding lie in {@link #frames}. */
    private ByteBuffer[] gather(ByteBuffer first) {
        ByteBuffer[] buffers = new ByteBuffer[1 + 2 * RECORDS_PER_WRITE + 1];
        int count = 0;
        frames.clear();
        int frameStart = 0;
        for (int i = 0; i < RECORDS_PER_WRITE && (content.hasRemaining() || (i == 0 && first != null)); i++) {
            int headLength = 0;
            if (i == 0 && first != null) {
                headLength = first.position() - FastCgiEncoder.HEADER_LENGTH;
            }
            int length = Math.min(content.remaining(), FastCgiEncoder.MAX_CONTENT - headLength);
            int padding = padding(headLength + length);
            if (i == 0 && first != null) {
                FastCgiEncoder.header(first, 0, RecordType.STDOUT, requestId, headLength + length, padding);
                first.flip();
                buffers[count++] = first;
                head = null;
            } else {
                FastCgiEncoder.header(frames, RecordType.STDOUT, requestId, length, padding);
                buffers[count++] = frames.slice(frameStart, frames.position() - frameStart);
                frameStart = frames.position();
            }
            if (length > 0) {
                buffers[count++] = content.slice(content.position(), length);
                content.position(content.position() + length);
            }
            FastCgiEncoder.padding(frames, padding);
        }
        if (!content.hasRemaining()) {
            if (last) {
                end(frames);
            }
            complete = true;
        }
        if (frames.position() > frameStart) {
            buffers[count++] = frames.slice(frameStart, frames.position() - frameStart);
        }
        return count == buffers.length ? buffers : Arrays.copyOf(buffers, count);
    }

    @Override
    public void succeeded() {
        take().succeeded();
    }

    @Override
    public void failed(Throwable x) {
        take().failed(x);
    }

    /**
     * Has something run when the send that is under way is over.
     *
     * @param task what to run
     * @return false if no send is under way
     */
    synchronized boolean whenDone(Runnable task) {
        if (callback == null) {
            return false;
        }
        whenDone = task;
        return true;
    }

    /** Whether something waits for the send to be over. */
    synchronized boolean isAbandoned() {
        return whenDone != null;
    }

    private Callback take() {
        releaseHead();
        content = null;
        single[0] = null;
        Callback done;
        Runnable then;
        synchronized (this) {
            done = callback;
            then = whenDone;
            callback = null;
            whenDone = null;
        }
        if (then == null) {
            return done == null ? Callback.NOOP : done;
        }
        return Callback.from(done, then);
    }

    @Override
    public InvocationType getInvocationType() {
        Callback waiting;
        synchronized (this) {
            waiting = callback;
        }
        return waiting == null ? InvocationType.NON_BLOCKING : waiting.getInvocationType();
    }
}
