package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.gangway.request.RequestLimits;
import org.gangway.request.WebSocketPolicy;

/**
 * Sees each request over HTTP before anything else does: it holds it to the limits, tells its {@link HttpEndPoint} when it
 * begins and ends, and lets it become a WebSocket or not. Thread-safe.
 */
public final class HttpRequests implements HttpConfiguration.Customizer {
    private final RequestLimits limits;
    private final boolean webSocketOff;

    /**
     * @param limits how much a request may bring
     * @param webSocket whether it may become a WebSocket
     */
    public HttpRequests(RequestLimits limits, WebSocketPolicy webSocket) {
        this.limits = limits;
        this.webSocketOff = webSocket == WebSocketPolicy.OFF;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        HttpEndPoint endPoint = HttpEndPoint.of(request.getConnectionMetaData());
        if (endPoint == null) {
            return request;
        }
        endPoint.begin();
        request.addHttpStreamWrapper(stream -> new Ended(stream, endPoint));
        if (webSocketOff) {
            request.addHttpStreamWrapper(stream -> new WithoutWebSocket(stream, request, endPoint));
        }
        // Jetty shortens the timeout to be rid of resting connections; a request may take what the stop may.
        Connector connector = request.getConnectionMetaData().getConnector();
        request.addIdleTimeoutListener(timeout -> !connector.isShutdown());
        check(request, endPoint);
        return request;
    }

    private void check(Request request, HttpEndPoint endPoint) {
        int target = request.getHttpURI().getPathQuery() == null
                ? 0
                : request.getHttpURI().getPathQuery().length();
        if (target > limits.getMaxTargetBytes()) {
            throw refused(
                    endPoint,
                    HttpStatus.URI_TOO_LONG_414,
                    "path and query have more than " + limits.getMaxTargetBytes() + " bytes (maxTargetBytes)");
        }
        HttpFields fields = request.getHeaders();
        if (fields.size() > limits.getMaxHeaders()) {
            throw refused(endPoint, "more than " + limits.getMaxHeaders() + " header fields (maxHeaders)");
        }
        if (fields.size() > limits.getMaxVariables()) {
            throw refused(endPoint, "more than " + limits.getMaxVariables() + " header fields (maxVariables)");
        }
        long bytes = 0;
        for (HttpField field : fields) {
            int value = field.getValue() == null ? 0 : field.getValue().length();
            if (value > limits.getMaxValueBytes()) {
                throw refused(
                        endPoint,
                        field.getName() + " has more than " + limits.getMaxValueBytes() + " bytes (maxValueBytes)");
            }
            bytes += field.getName().length() + value;
        }
        if (bytes > limits.getMaxHeaderBytes()) {
            throw refused(
                    endPoint, "header fields have more than " + limits.getMaxHeaderBytes() + " bytes (maxHeaderBytes)");
        }
        if (bytes + target > limits.getMaxVariablesBytes()) {
            throw refused(
                    endPoint, "the head has more than " + limits.getMaxVariablesBytes() + " bytes (maxVariablesBytes)");
        }
    }

    private static HttpException.RuntimeException refused(HttpEndPoint endPoint, String reason) {
        return refused(endPoint, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, reason);
    }

    private static HttpException.RuntimeException refused(HttpEndPoint endPoint, int status, String reason) {
        endPoint.inform("a request gets " + status + ": " + reason);
        return new HttpException.RuntimeException(status, reason);
    }

    /** Once a request is over, what comes is of the next. */
    private static final class Ended extends HttpStream.Wrapper {
        private final HttpEndPoint endPoint;

        Ended(HttpStream stream, HttpEndPoint endPoint) {
            super(stream);
            this.endPoint = endPoint;
        }

        @Override
        public void succeeded() {
            endPoint.end();
            super.succeeded();
        }

        @Override
        public void failed(Throwable x) {
            endPoint.end();
            super.failed(x);
        }
    }

    /** Sends a 501 in the place of a 101, as over the other protocols. */
    private static final class WithoutWebSocket extends HttpStream.Wrapper {
        private final Request request;
        private final HttpEndPoint endPoint;

        WithoutWebSocket(HttpStream stream, Request request, HttpEndPoint endPoint) {
            super(stream);
            this.request = request;
            this.endPoint = endPoint;
        }

        @Override
        public void send(
                MetaData.Request asked,
                MetaData.Response response,
                boolean last,
                ByteBuffer content,
                Callback callback) {
            if (response == null || response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101) {
                super.send(asked, response, last, content, callback);
                return;
            }
            request.removeAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE);
            WebSocketRefusal.mark(request);
            endPoint.inform("the WebSocket " + request.getHttpURI().getPath() + " gets 501: it is switched off"
                    + " (websocket)");
            super.send(asked, WebSocketRefusal.head(), true, WebSocketRefusal.text(), callback);
        }
    }
}
