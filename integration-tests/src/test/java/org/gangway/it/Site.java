package org.gangway.it;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;

/** The sample application as a client sees it behind one variant of a web server. */
final class Site {
    private final Variant variant;
    private final Landscape landscape;
    private final int port;

    Site(Variant variant, Landscape landscape, int port) {
        this.variant = variant;
        this.landscape = landscape;
        this.port = port;
    }

    Variant variant() {
        return variant;
    }

    Landscape landscape() {
        return landscape;
    }

    int port() {
        return port;
    }

    /** The path of the application's page below the mount point. */
    String path(String page) {
        return variant.prefix() + page;
    }

    /** The port that the application should see: the default where the web server drops it from the Host header. */
    int visiblePort() {
        return variant.has(Trait.PORT_KEPT) ? port : 80;
    }

    /**
     * The client's port that the application should see: none where the web server doesn't tell. Cherokee tells the two
     * bytes of the network as if they were its own machine's.
     */
    long clientPort(HttpConnection connection) {
        int port = connection.localPort();
        return switch (variant.forwarder()) {
            case CHEROKEE, CHEROKEE_SCGI -> Short.toUnsignedLong(Short.reverseBytes((short) port));
            default -> variant.has(Trait.CLIENT_PORT) ? port : 0;
        };
    }

    HttpConnection connect() throws IOException {
        return new HttpConnection(port, null);
    }

    HttpConnection connectSecurely(boolean withCertificate) throws IOException {
        return new HttpConnection(port, landscape.sandbox().certificates().client(withCertificate));
    }

    /** One request on a connection of its own; the body is read. */
    Response exchange(Request request) throws IOException {
        try (HttpConnection connection = connect()) {
            return connection.send(request.header("Connection", "close")).buffered();
        }
    }

    Response get(String page) throws IOException {
        return exchange(Request.get(path(page)));
    }

    /** The answer as JSON. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> json(Response response) {
        String text = response.text();
        if (response.status() != 200) {
            throw new AssertionError(response + "\n" + text);
        }
        return (Map<String, Object>) new JSON().fromJSON(text);
    }
}
