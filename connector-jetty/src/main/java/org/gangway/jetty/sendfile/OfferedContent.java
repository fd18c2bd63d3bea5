package org.gangway.jetty.sendfile;

import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;

/** A file that the web server may send in our place, see {@link FileHandover}. */
final class OfferedContent extends HttpContent.Wrapper {
    OfferedContent(HttpContent content) {
        super(content);
    }

    @Override
    public void writeTo(Content.Sink sink, long offset, long length, Callback callback) {
        long all = getContentLengthValue();
        long size = length < 0 ? all - offset : length;
        if (size <= 0 || offset < 0 || offset + size > all) {
            super.writeTo(sink, offset, length, callback);
        } else {
            FileTransfer transfer = new FileTransfer(this, sink, offset, size, callback);
            super.writeTo(transfer, offset, length, transfer);
        }
    }
}
