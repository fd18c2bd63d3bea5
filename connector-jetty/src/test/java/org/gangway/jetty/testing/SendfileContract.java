package org.gangway.jetty.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.request.SendfilePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of a WAR, with the default servlet that Jetty has set up for it, the same at every EE level. */
@Timeout(60)
public abstract class SendfileContract {
    private static final String SMALL = "a text of the application";
    private static final String LARGE = "0123456789".repeat(100_000);

    @TempDir
    protected Path directory;

    private final Server server = new Server();
    private final FastCgiConnectionFactory factory = new FastCgiConnectionFactory();
    private final ServerConnector connector = new ServerConnector(server, factory);
    private Path war;

    /**
     * Makes a WAR's handler.
     *
     * @param war the directory of the exploded WAR
     * @return the handler at the root, not started
     */
    protected abstract Handler webApplication(Path war) throws Exception;

    /** Whether a file goes to the web server where the client asked for a range of it. */
    protected boolean handsRangesOver() {
        return true;
    }

    @BeforeEach
    void makeWar() throws Exception {
        war = Files.createDirectories(directory.toRealPath().resolve("war"));
        Files.createDirectories(war.resolve("WEB-INF"));
        Files.writeString(war.resolve("WEB-INF/secret.txt"), SMALL);
        Files.writeString(war.resolve("small.txt"), SMALL);
        Files.writeString(war.resolve("large.txt"), LARGE);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(webApplication(war));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void theWebServerSendsTheFiles() throws Exception {
        start("x-sendfile");

        for (String name : new String[] {"small.txt", "large.txt", "small.txt", "large.txt"}) {
            Answer answer = get("/" + name, "lighttpd/1.4.69");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.fields("X-Sendfile")).containsExactly(war + "/" + name);
            assertThat(answer.fields("Content-Type")).singleElement().asString().startsWith("text/plain");
            assertThat(answer.fields("Last-Modified")).hasSize(1);
            assertThat(answer.fields("Content-Length")).isEmpty();
            assertThat(answer.bodyText()).isEmpty();
        }
    }

    @Test
    void rangesAndConditions() throws Exception {
        start("x-accel-redirect:/files/");

        Answer range = get("/large.txt", "nginx/1.22.1", "HTTP_RANGE", "bytes=5-9");
        if (handsRangesOver()) {
            assertThat(range.fields("X-Accel-Redirect")).containsExactly("/files/large.txt");
            assertThat(range.status()).isEqualTo(200);
            assertThat(range.fields("Content-Range")).isEmpty();
        } else {
            assertThat(range.fields("X-Accel-Redirect")).isEmpty();
            assertThat(range.status()).isEqualTo(206);
            assertThat(range.bodyText()).isEqualTo("56789");
        }
        Answer two = get("/large.txt", "nginx/1.22.1", "HTTP_RANGE", "bytes=5-9,20-24");
        assertThat(two.status()).isEqualTo(206);
        assertThat(two.bodyText()).contains("bytes 5-9/", "bytes 20-24/");
        String date = get("/large.txt", "nginx/1.22.1").field("Last-Modified");
        Answer same = get("/large.txt", "nginx/1.22.1", "HTTP_IF_MODIFIED_SINCE", date);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.fields("X-Accel-Redirect")).isEmpty();
        assertThat(get("/WEB-INF/secret.txt", "nginx/1.22.1").status()).isEqualTo(404);
    }

    @Test
    void jettySendsThemToAnotherWebServer() throws Exception {
        start("x-sendfile");

        Answer answer = get("/large.txt", "nginx/1.22.1");

        assertThat(answer.fields("X-Sendfile")).isEmpty();
        assertThat(answer.bodyText()).isEqualTo(LARGE);
    }

    @Test
    void jettySendsThemUnlessToldOtherwise() throws Exception {
        start("none");

        assertThat(get("/large.txt", "lighttpd/1.4.69").bodyText()).isEqualTo(LARGE);
    }

    private void start(String policy) throws Exception {
        factory.setSendfilePolicy(SendfilePolicy.parse(policy));
        server.start();
    }

    private Answer get(String uri, String software, String... more) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "REQUEST_METHOD",
                "GET",
                "REQUEST_URI",
                uri,
                "SCRIPT_NAME",
                "",
                "PATH_INFO",
                uri,
                "SERVER_PROTOCOL",
                "HTTP/1.1",
                "HTTP_HOST",
                "www.example.test",
                "SERVER_SOFTWARE",
                software));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return WebServer.get(connector.getLocalPort(), variables.entrySet());
    }
}
