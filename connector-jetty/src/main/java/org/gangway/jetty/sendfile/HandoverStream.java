package org.gangway.jetty.sendfile;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.gangway.request.GatewayRequest;

/** The stream of one request, which takes a file that it is offered and sends the head that tells of it instead. */
final class HandoverStream extends HttpStream.Wrapper {
    private final FileHandover handover;
    private final GatewayRequest request;
    private MetaData.Response head;

    HandoverStream(HttpStream wrapped, FileHandover handover, GatewayRequest request) {
        super(wrapped);
        this.handover = handover;
        this.request = request;
    }

    @Override
    public void send(
            MetaData.Request metaData,
            MetaData.Response response,
            boolean last,
            ByteBuffer content,
            Callback callback) {
        if (response != null) {
            FileOffer offer = FileOffer.of(content);
            head = offer == null ? null : handover.head(response, offer, request);
            if (head != null) {
                offer.take();
            }
        }
        if (head == null) {
            super.send(metaData, response, last, content, callback);
            return;
        }
        if (content != null) {
            content.position(content.limit());
        }
        if (last) {
            super.send(metaData, head, true, BufferUtil.EMPTY_BUFFER, callback);
        } else {
            callback.succeeded();
        }
    }
}
