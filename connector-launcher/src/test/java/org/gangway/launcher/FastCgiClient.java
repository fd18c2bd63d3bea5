package org.gangway.launcher;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.fcgi.FCGI;
import org.eclipse.jetty.fcgi.client.transport.HttpClientTransportOverFCGI;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;

/** Jetty's FastCGI client. */
final class FastCgiClient implements AutoCloseable {
    private static final long SECONDS = 60;

    private final HttpClient client = new HttpClient(new WebServerTransport());
    private final String origin;
    private final Path socket;

    private FastCgiClient(String origin, Path socket) throws Exception {
        this.origin = origin;
        this.socket = socket;
        client.start();
    }

    static FastCgiClient unix(Path socket) throws Exception {
        return new FastCgiClient("http://localhost", socket);
    }

    static FastCgiClient tcp(String hostAndPort) throws Exception {
        return new FastCgiClient("http://" + hostAndPort, null);
    }

    ContentResponse get(String path) throws Exception {
        return send(path).get(SECONDS, TimeUnit.SECONDS);
    }

    CompletableFuture<ContentResponse> send(String path) {
        Request request = client.newRequest(origin + path);
        if (socket != null) {
            request.transport(new Transport.TCPUnix(socket));
        }
        return new CompletableResponseListener(request).send();
    }

    @Override
    public void close() throws Exception {
        client.stop();
    }

    /** Names the URI as it is, as web servers do. */
    private static final class WebServerTransport extends HttpClientTransportOverFCGI {
        WebServerTransport() {
            super(new ClientConnector(), "/");
        }

        @Override
        public void customize(Request request, HttpFields.Mutable variables) {
            super.customize(request, variables);
            String query = request.getURI().getRawQuery();
            String path = request.getURI().getRawPath();
            variables.put(FCGI.Headers.REQUEST_URI, query == null ? path : path + '?' + query);
        }
    }
}
