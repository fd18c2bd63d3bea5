package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.WebSocketTunnel;
import org.gangway.jetty.settings.ScgiSettings;
import org.gangway.request.GatewayException;
import org.gangway.scgi.ScgiHeaders;

/** An SCGI request: the headers it is made of. */
final class ScgiHead implements Head {
    private static final byte GZIP_MAGIC = 0x1F;

    private final CgiHead cgi;
    private final CgiRequest request;
    private final ScgiHeaders headers;
    private final Exchange exchange;

    ScgiHead(ScgiSettings settings, ConnectorState state) {
        this.cgi = new CgiHead(settings);
        this.request = cgi.request();
        this.headers = new ScgiHeaders(settings.getCompliance());
        this.exchange = new Exchange(state, this, new ScgiWire(state));
    }

    Exchange exchange() {
        return exchange;
    }

    /** A part of the headers. */
    @GuardedBy("connection")
    void addHeaders(ByteBuffer part) {
        cgi.append(part);
    }

    /**
     * The end of the headers: the request is known.
     *
     * @return the length of the body in bytes
     * @throws GatewayException if it is no good
     */
    @GuardedBy("connection")
    long endHeaders() {
        headers.read(cgi.variables());
        cgi.map();
        exchange.headComplete(headers.isWithheld() ? -1 : headers.contentLength());
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
    public CgiRequest request() {
        return request;
    }

    @Override
    public boolean isHead() {
        return request.isHead();
    }

    @Override
    public long announcedLength() {
        return request.contentLength();
    }

    @Override
    public String objectionToTunnel() {
        return WebSocketTunnel.objectionOverScgi(request);
    }

    @Override
    public String words(GatewayException refusal) {
        return headers.isMisconfigured() ? refusal.getMessage() : null;
    }

    @Override
    public String id() {
        return exchange.getId();
    }

    /**
     * Makes ready for another request.
     *
     * @param known whether Jetty knew this one
     */
    void recycle(boolean known) {
        exchange.recycle(known);
        cgi.clear();
        headers.clear();
    }
}
