package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * What is sent in the place of a 101 that no web server would pass on: Jetty takes the failure of a 101 for the
 * application's, and makes a stack trace and a 500 of it. Thread-safe.
 */
public final class WebSocketRefusal {
    private static final byte[] TEXT = """
            No WebSocket passes through this web server as it is configured.
            The log of the application server says what to use instead.
            """.getBytes(StandardCharsets.US_ASCII);
    private static final MetaData.Response HEAD = new MetaData.Response(
            HttpStatus.NOT_IMPLEMENTED_501,
            null,
            HttpVersion.HTTP_1_1,
            HttpFields.build()
                    .put(HttpHeader.CONTENT_TYPE, "text/plain;charset=us-ascii")
                    .put(HttpHeader.CACHE_CONTROL, "no-store")
                    .put(HttpHeader.CONTENT_LENGTH, TEXT.length)
                    .asImmutable(),
            TEXT.length);

    private static final String ATTRIBUTE = WebSocketRefusal.class.getName();

    private WebSocketRefusal() {}

    /** Notes that the request's 101 became a 501, of which Jetty doesn't know. */
    static void mark(Request request) {
        request.setAttribute(ATTRIBUTE, HEAD);
    }

    /**
     * {@return the response that was sent}
     *
     * @param request the request
     * @param response what Jetty takes for its response
     */
    public static Response sent(Request request, Response response) {
        return request.getAttribute(ATTRIBUTE) == null
                ? response
                : new Response.Wrapper(request, response) {
                    @Override
                    public int getStatus() {
                        return HEAD.getStatus();
                    }

                    @Override
                    public HttpFields.Mutable getHeaders() {
                        return HttpFields.build(HEAD.getHttpFields());
                    }
                };
    }

    static MetaData.Response head() {
        return HEAD;
    }

    static ByteBuffer text() {
        return ByteBuffer.wrap(TEXT).asReadOnlyBuffer();
    }
}
