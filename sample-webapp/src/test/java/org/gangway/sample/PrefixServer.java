package org.gangway.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.request.ScriptNamePolicy;

/** The WAR at {@code /} in Jetty EE10 behind a FastCGI connector for each script name that it is given. */
final class PrefixServer implements AutoCloseable {
    private final Server server = new Server();

    /**
     * Deploys the WAR.
     *
     * @param directory an empty directory
     * @param scriptNames an option value for each connector, which is also its name
     */
    PrefixServer(Path directory, String... scriptNames) throws Exception {
        for (String scriptName : scriptNames) {
            FastCgiConnectionFactory factory = new FastCgiConnectionFactory();
            factory.setScriptNamePolicy(ScriptNamePolicy.parse(scriptName));
            ServerConnector connector = new ServerConnector(server, factory);
            connector.setName(scriptName);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
        }
        WebAppContext webapp = new WebAppContext();
        webapp.setContextPath("/");
        webapp.setWar(war(directory).toString());
        webapp.setTempDirectory(directory.resolve("work").toFile());
        webapp.setThrowUnavailableOnStartupException(true);
        server.setHandler(webapp);
        server.start();
    }

    private static Path war(Path directory) throws IOException {
        Path war = Files.createDirectories(directory).resolve("sample-webapp.war");
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + war.toUri()), Map.of("create", "true"))) {
            copy(Path.of("src/main/webapp"), zip.getPath("/"));
            copy(Path.of("target/classes"), zip.getPath("/WEB-INF/classes"));
        }
        return war;
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(from)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    int port(String scriptName) {
        return Stream.of(server.getConnectors())
                .filter(connector -> connector.getName().equals(scriptName))
                .map(connector -> ((ServerConnector) connector).getLocalPort())
                .findAny()
                .orElseThrow();
    }

    /** Sends a GET with these variables beside those that every web server sends. */
    Answer get(String scriptName, List<Map.Entry<String, String>> variables) throws IOException {
        List<Map.Entry<String, String>> all = new ArrayList<>(List.of(
                Map.entry("REQUEST_METHOD", "GET"),
                Map.entry("SERVER_PROTOCOL", "HTTP/1.1"),
                Map.entry("HTTP_HOST", "www.example.test:8080")));
        all.addAll(variables);
        return WebServer.get(port(scriptName), all);
    }

    /** Text as the bytes of its UTF-8, a character for each. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text that bytes of UTF-8 mean, given as a character for each. */
    static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
