package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiVariables;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.scgi.ScgiHeaders;

/**
 * An SCGI request: from its headers to Jetty, and from Jetty to a CGI response that ends with the connection.
 */
final class ScgiStream extends RespondingStream {
    private static final byte GZIP_MAGIC = 0x1F;

    private final ScgiSettings settings;
    private final CgiVariables variables;
    private final CgiRequest request;
    private final ScgiHeaders headers;
    private final ScgiSender sender;

    ScgiStream(ScgiSettings settings, Connector connector) {
        super(settings, connector);
        this.settings = settings;
        this.variables = new CgiVariables(settings.getRequestLimits());
        this.request = new CgiRequest(
                settings.getRequestLimits(),
                settings.getTrustPolicy(),
                settings.getScriptNamePolicy(),
                settings.getHeaderPolicy());
        this.headers = new ScgiHeaders(settings.getCompliance());
        this.sender = new ScgiSender(connector.getByteBufferPool(), settings.isUseOutputDirectByteBuffers());
    }

    @Override
    ScgiConnection connection() {
        return (ScgiConnection) super.connection();
    }

    /** A part of the headers. Called under the connection's lock. */
    void addHeaders(ByteBuffer part) {
        variables.append(part);
    }

    /**
     * The end of the headers: the request is known. Called under the connection's lock.
     *
     * @return the length of the body in bytes
     * @throws GatewayException if it is no good
     */
    long endHeaders() {
        headers.read(variables);
        request.map(variables);
        input.open(headers.isWithheld() ? -1 : headers.contentLength());
        headComplete();
        return headers.contentLength();
    }

    /** Whether the header SCGI came. */
    boolean isVersioned() {
        return headers.isVersioned();
    }

    /** Whether something may come behind the body. */
    boolean isChunked() {
        return headers.isChunked();
    }

    /** Whether what comes behind the headers decides whether there is a body. */
    boolean isWithheld() {
        return headers.isWithheld();
    }

    /** The request has a body that nobody knows the length of. */
    GatewayException announcesTooLittle() {
        return headers.announcesTooLittle();
    }

    /** Whether the request is nginx's for the URI of its client, and not a subrequest. */
    boolean isMainRequest() {
        String document = request.variable("DOCUMENT_URI");
        String uri = request.variable("REQUEST_URI");
        return document != null && uri != null && (uri + "?").startsWith(document + "?");
    }

    /** Whether a body that begins like this is another than the client sent, so that its length is unknown. */
    boolean isInflated(byte first) {
        String server = headers.isGzip() && first != GZIP_MAGIC ? request.variable("SERVER_SOFTWARE") : null;
        return server != null && server.startsWith("Apache");
    }

    @Override
    CgiRequest request() {
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
    String words(GatewayException refusal) {
        return headers.isMisconfigured() ? refusal.getMessage() : null;
    }

    @Override
    public String getId() {
        return "1";
    }

    @Override
    ScgiSender sender() {
        return sender;
    }

    @Override
    String prepare(MetaData.Response response, ByteBuffer content, boolean last, Callback callback) {
        return sender.prepare(response, content, last, settings.getMaxResponseHeadBytes(), callback)
                ? null
                : headTooLong();
    }

    @Override
    void sendEnd(GatewayConnection sendingOn, boolean success, Callback callback) {
        // The end is the end of the connection.
        callback.succeeded();
    }

    @Override
    boolean isBodySent() {
        return connection().isBodySent();
    }

    @Override
    void onRefusal(Disposition disposition) {
        // It is the last answer anyway.
    }

    @Override
    void onEnded() {
        connection().ended();
    }

    @Override
    void onCompleted(boolean reusable) {
        connection().completed(this, reusable);
    }

    @Override
    boolean isAlone() {
        return true;
    }

    /** Makes ready for another request; Jetty never heard of this one. */
    void recycleUnused() {
        recycleInput();
        clear();
    }

    @Override
    void recycle() {
        super.recycle();
        clear();
    }

    private void clear() {
        variables.clear();
        request.clear();
        headers.clear();
    }
}
