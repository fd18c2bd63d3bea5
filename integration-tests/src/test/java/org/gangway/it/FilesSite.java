package org.gangway.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The {@link FilesApp} behind web servers, each started when the first test needs it: on the port {@code jetty} with
 * ETags and Jetty as the sender, on the port {@code handed} with the web server as the sender. For one thread.
 */
final class FilesSite implements AutoCloseable {
    private static final Map<Server, String> SENDFILE =
            Map.of(Server.NGINX_FILES, "x-accel-redirect:/files/", Server.LIGHTTPD_FILES, "x-sendfile");

    private final Sandbox sandbox;
    private final Path app;
    private final Map<Server, WebServer> servers = new EnumMap<>(Server.class);
    private final Map<String, Gangway> backends = new HashMap<>();

    FilesSite(Landscape landscape) {
        sandbox = landscape.sandbox();
        app = FilesApp.plain(sandbox.directory("files"));
    }

    /** One request where Jetty sends the files. */
    Response fromJetty(Server server, Request request) throws IOException {
        if (!backends.containsKey("jetty")) {
            start("jetty", FilesApp.withEtags(sandbox.directory("files-etags")), List.of());
        }
        return exchange(server, "jetty", request);
    }

    /** One request where the web server sends them. */
    Response handed(Server server, Request request) throws IOException {
        String name = handedSocket(server);
        if (!backends.containsKey(name)) {
            start(name, app, List.of("--sendfile", SENDFILE.get(server)));
        }
        return exchange(server, "handed", request);
    }

    private Response exchange(Server server, String port, Request request) throws IOException {
        skipWithout(server);
        WebServer running = servers.computeIfAbsent(server, this::start);
        try (HttpConnection connection = new HttpConnection(running.port(port), null)) {
            return connection.send(request.header("Connection", "close")).buffered();
        }
    }

    private static void skipWithout(Server server) {
        server.missing().ifPresent(missing -> {
            if (System.getenv("CI") != null) {
                throw new AssertionError(missing + ", and CI is set: nothing may be skipped");
            }
            Assumptions.abort(missing);
        });
    }

    private void start(String name, Path war, List<String> options) {
        List<String> all = new ArrayList<>(List.of("--socket-mode", "0666"));
        all.addAll(options);
        backends.put(
                name,
                Gangway.onSocket(
                        sandbox.distribution(),
                        war,
                        Protocol.FASTCGI,
                        socket(name),
                        all,
                        sandbox.file("backend-" + name + ".log")));
    }

    private WebServer start(Server server) {
        Map<String, String> values = sandbox.values();
        values.put("JETTY_SOCKET", socket("jetty").toString());
        values.put("HANDED_SOCKET", socket(handedSocket(server)).toString());
        values.put("APP", app.toString());
        return new WebServer(server, sandbox.directory(server.name().toLowerCase(Locale.ROOT)), values);
    }

    private static String handedSocket(Server server) {
        return "handed-" + server.name().toLowerCase(Locale.ROOT);
    }

    private Path socket(String name) {
        return sandbox.file(name + ".sock");
    }

    @Override
    public void close() {
        servers.values().forEach(WebServer::close);
        backends.values().forEach(Gangway::close);
    }
}
