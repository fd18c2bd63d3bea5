package org.gangway.jetty.sendfile;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/**
 * The writing of one file, or of a range of it: the first buffer goes down as a {@link FileOffer}. Where nobody takes
 * it, everything goes on as if nothing had been. Where the stream does, no more of the file is read, and the rest is
 * made up of zeros, which end at the stream too: everybody on the way counts what is written, against Content-Length
 * and for the request log.
 */
final class FileTransfer implements Content.Sink, Callback {
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(1 << 20).asReadOnlyBuffer();

    private final HttpContent content;
    private final Content.Sink sink;
    private final long offset;
    private final long length;
    private final Callback callback;
    private FileOffer offer;
    private long rest;

    /**
     * @param content the file
     * @param sink where it goes
     * @param offset of the first byte to write
     * @param length the number of bytes to write
     * @param callback told when all is written
     */
    FileTransfer(HttpContent content, Content.Sink sink, long offset, long length, Callback callback) {
        this.content = content;
        this.sink = sink;
        this.offset = offset;
        this.length = length;
        this.callback = callback;
    }

    @Override
    public void write(boolean last, ByteBuffer buffer, Callback written) {
        if (offer != null || !BufferUtil.hasContent(buffer)) {
            sink.write(last, buffer, written);
            return;
        }
        FileOffer begun = new FileOffer(content, buffer, offset, length);
        offer = begun;
        rest = length - buffer.remaining();
        begun.begin();
        try {
            sink.write(last, buffer, last ? written : new First(written));
        } finally {
            begun.end();
        }
    }

    @Override
    public void succeeded() {
        callback.succeeded();
    }

    @Override
    public void failed(Throwable x) {
        if (x instanceof Enough) {
            new Zeros().iterate();
        } else {
            callback.failed(x);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return callback.getInvocationType();
    }

    /** Stops the reading of the file once its first buffer is written, if the stream took the file over. */
    private final class First extends Callback.Nested {
        First(Callback callback) {
            super(callback);
        }

        @Override
        public void succeeded() {
            if (offer.isTaken()) {
                super.failed(new Enough());
            } else {
                super.succeeded();
            }
        }
    }

    /** Writes the rest. */
    private final class Zeros extends IteratingNestedCallback {
        Zeros() {
            super(callback);
        }

        @Override
        protected Action process() {
            if (rest == 0) {
                return Action.SUCCEEDED;
            }
            int size = (int) Math.min(rest, ZEROS.capacity());
            rest -= size;
            sink.write(rest == 0, ZEROS.slice(0, size), this);
            return Action.SCHEDULED;
        }
    }

    /** Ends the reading of the file. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("the web server sends the file", null, false, false);
        }
    }
}
