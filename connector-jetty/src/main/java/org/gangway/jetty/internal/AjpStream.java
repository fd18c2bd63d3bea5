package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.gangway.ajp.AjpRequest;
import org.gangway.ajp.ForwardRequest;
import org.gangway.jetty.internal.AjpSender.Trailer;
import org.gangway.request.BodyLength;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * An AJP request: from FORWARD_REQUEST to Jetty, and from Jetty to SEND_HEADERS, SEND_BODY_CHUNK and END_RESPONSE.
 */
final class AjpStream extends RespondingStream {
    private final AjpSettings settings;
    private final Connector connector;
    private final AjpRequest request;
    private final AjpSender sender;
    private final int flushedBelow;
    private long number;
    private boolean keepConnection;
    private boolean headSent;

    AjpStream(AjpSettings settings, Connector connector) {
        super(settings, connector);
        this.settings = settings;
        this.connector = connector;
        this.request = new AjpRequest(
                settings.getRequestLimits(),
                settings.getTrustPolicy(),
                settings.getScriptNamePolicy(),
                settings.getHeaderPolicy(),
                settings.secret(),
                settings.allowedRequestAttributes(),
                settings.getBodyPackets());
        this.sender = newSender();
        this.flushedBelow = settings.getHttpConfiguration().getOutputBufferSize();
    }

    private AjpSender newSender() {
        return new AjpSender(
                connector.getByteBufferPool(), settings.isUseOutputDirectByteBuffers(), settings.getPacketSize());
    }

    void begin(AjpConnection connection, long number, boolean keep) {
        beginResponse(connection);
        this.number = number;
        keepConnection = keep;
        headSent = false;
    }

    @Override
    AjpConnection connection() {
        return (AjpConnection) super.connection();
    }

    /**
     * The request is known. Called under the connection's lock.
     *
     * @throws GatewayException if it is no good
     */
    void forward(ForwardRequest forwarded) {
        request.map(forwarded);
        // How far the body reaches the packets tell; it may be longer than Content-Length.
        input.open(request.bodyLength() == BodyLength.NONE ? 0 : -1);
        headComplete();
    }

    /** Whether the connection serves another request after this one. */
    boolean keepConnection() {
        return keepConnection;
    }

    /** The connection is to be closed after this request. */
    void closeConnection() {
        keepConnection = false;
    }

    @Override
    AjpRequest request() {
        return request;
    }

    @Override
    boolean isHead() {
        return request.isHead();
    }

    @Override
    long announcedLength() {
        return request.contentLength();
    }

    @Override
    public String getId() {
        return Long.toString(number);
    }

    @Override
    AjpSender sender() {
        return sender;
    }

    @Override
    boolean hasFlush() {
        return true;
    }

    @Override
    String prepare(MetaData.Response response, ByteBuffer content, boolean last, Callback callback) {
        Trailer trailer = last ? end() : flushes(content) ? Trailer.FLUSH : Trailer.NONE;
        try {
            sender.prepare(response, content, trailer, connection()::isBad, callback);
            headSent = true;
            return null;
        } catch (GatewayException tooLong) {
            return tooLong.getMessage();
        }
    }

    private Trailer end() {
        keepConnection =
                keepConnection && !connector.isShutdown() && connection().isReusable();
        return keepConnection ? Trailer.END_AND_REUSE : Trailer.END_AND_CLOSE;
    }

    /**
     * Jetty sends less than its output buffer holds only when the application flushes. The web server must not wait
     * for more then.
     */
    private boolean flushes(ByteBuffer content) {
        return !isWithoutBody() && content.remaining() < flushedBelow;
    }

    @Override
    void sendEnd(GatewayConnection sendingOn, boolean success, Callback callback) {
        keepConnection = false;
        if (!headSent) {
            // END_RESPONSE alone is no answer.
            sendingOn.getEndPoint().close();
            callback.succeeded();
            return;
        }
        AjpSender end = newSender();
        end.prepare(null, BufferUtil.EMPTY_BUFFER, Trailer.END_AND_CLOSE, () -> true, callback);
        sendingOn.flusher().send(end);
    }

    @Override
    boolean isBodySent() {
        return connection().isBodySent();
    }

    @Override
    void onRefusal(Disposition disposition) {
        if (disposition == Disposition.CLOSE_AFTER_RESPONSE) {
            keepConnection = false;
        }
    }

    @Override
    void onEnded() {
        connection().ended(this);
    }

    @Override
    void onCompleted(boolean reusable) {
        connection().completed(this, reusable);
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    void recycle() {
        super.recycle();
        request.clear();
    }
}
