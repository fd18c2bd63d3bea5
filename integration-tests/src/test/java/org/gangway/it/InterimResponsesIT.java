package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Early hints and trailers behind the web servers that pass them on, and where nobody has asked for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class InterimResponsesIT {
    private static final String HINTS = "HTTP/1.1 103 Early Hints\r\n";
    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <servlet>
                <servlet-name>interim</servlet-name>
                <servlet-class>org.gangway.it.InterimServlet</servlet-class>
              </servlet>
              <servlet-mapping><servlet-name>interim</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
            </web-app>
            """;

    private final Map<Server, WebServer> servers = new HashMap<>();
    private Landscape landscape;
    private Gangway gangway;
    private int port;

    @BeforeAll
    void prepare(Landscape landscape) throws IOException {
        this.landscape = landscape;
        Sandbox sandbox = landscape.sandbox();
        FreePorts free = new FreePorts();
        port = free.of("interim");
        free.release();
        gangway = Gangway.onPort(
                sandbox.distribution(),
                war(sandbox.file("interim.war")),
                Protocol.AUTO,
                port,
                List.of(),
                sandbox.file("interim.log"));
    }

    @AfterAll
    void end() {
        servers.values().forEach(WebServer::close);
        if (gangway != null) {
            gangway.close();
        }
    }

    private static Path war(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                InputStream servlet = InterimResponsesIT.class.getResourceAsStream("InterimServlet.class")) {
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write(WEB_XML.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/org/gangway/it/InterimServlet.class"));
            zip.write(servlet.readAllBytes());
        }
        return file;
    }

    /** All bytes of the answer. */
    private String get(Server server, String name) throws IOException {
        server.missing().ifPresent(LoginServers::skip);
        WebServer web = servers.computeIfAbsent(server, each -> {
            Map<String, String> values = new HashMap<>(landscape.sandbox().values());
            values.put("INTERIM_PORT", String.valueOf(port));
            boolean lighttpd = each == Server.INTERIM_LIGHTTPD;
            values.put("PRINTED", Recipe.block("docs/http.md", lighttpd ? "lighttpd" : "haproxy", "GANGWAY_TRAILERS"));
            return new WebServer(each, landscape.sandbox().directory("interim-" + each), values);
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port("main"))) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET /" + name
                                    + " HTTP/1.1\r\nHost: www.example.test\r\nTE: trailers\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INTERIM_LIGHTTPD, fastcgi, true, true",
        "INTERIM_LIGHTTPD, scgi, true, true",
        "INTERIM_LIGHTTPD, unasked, false, false",
        "INTERIM_HAPROXY, trailers, false, true",
        "INTERIM_HAPROXY, unasked, false, false",
    })
    void whatIsAskedForPasses(Server server, String name, boolean hints, boolean trailers) throws Exception {
        String answer = get(server, name);
        assertThat(answer.startsWith(HINTS)).as(answer).isEqualTo(hints);
        assertThat(answer).contains("HTTP/1.1 200 OK\r\n").contains("hello", " world");
        // lighttpd puts them into the head if it has all of the response by then.
        String behind = server == Server.INTERIM_LIGHTTPD ? "" : "0\r\n";
        assertThat(answer.toLowerCase(Locale.ROOT).contains("\r\n" + behind + "x-sum: 42\r\n"))
                .as(answer)
                .isEqualTo(trailers && !breaksThem(server));
        assertThat(answer).doesNotContain("\r\r");
        assertThat(answer.substring(answer.indexOf("HTTP/1.1 200"))).doesNotContain("Early");
    }

    /** An older lighttpd would make a field of them that ends with a CR; it gets none. */
    private static boolean breaksThem(Server server) {
        return server == Server.INTERIM_LIGHTTPD
                && server.version().orElseThrow().isBefore("1.4.80");
    }
}
