package org.gangway.jetty.fastcgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to the web server in place of a file. */
@Timeout(20)
class SendfileTest extends SendfileServer {
    @ParameterizedTest
    @CsvSource({"false,0", "true,0", "false,10000000", "true,10000000"})
    void theWebServerGetsTheNameAndNoByteOfTheFile(String mapped, String cache) throws Exception {
        files.setInitParameter("useFileMappedBuffer", mapped);
        files.setInitParameter("maxCacheSize", cache);
        files.setInitParameter("cacheControl", "max-age=60");
        start("x-sendfile");

        for (String uri : new String[] {"/large.txt", "/sub/a.txt", "/large.txt"}) {
            Answer answer = get(uri, "SERVER_SOFTWARE", "lighttpd/1.4.69");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.fields("X-Sendfile")).containsExactly(root + uri);
            assertThat(answer.fields("Content-Type")).containsExactly("text/plain");
            assertThat(answer.fields("Last-Modified")).containsExactly(MODIFIED_TEXT);
            assertThat(answer.fields("Cache-Control")).containsExactly("max-age=60");
            assertThat(answer.fields("Accept-Ranges")).containsExactly("bytes");
            assertThat(answer.fields("Content-Length")).isEmpty();
            assertThat(answer.records())
                    .as("one record for the head, and the end")
                    .hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lighttpd,lighttpd/1.4.69,X-LIGHTTPD-send-file",
        "x-sendfile,lighttpd/1.4.69,X-Sendfile",
        "x-sendfile,Apache,X-Sendfile",
        "x-sendfile,Apache/2.4.71 (Debian),X-Sendfile"
    })
    void eachWebServerHasAFieldOfItsOwn(String policy, String software, String field) throws Exception {
        start(policy);

        assertThat(get("/large.txt", "SERVER_SOFTWARE", software).fields(field)).containsExactly(root + "/large.txt");
    }

    @Test
    void nginxGetsTheUrlOfItsInternalLocation() throws Exception {
        ServletContextHandler shop = new ServletContextHandler("/my shop");
        shop.setBaseResourceAsPath(root);
        shop.addServlet(DefaultServlet.class, "/");
        gateway.server.setHandler(new ContextHandlerCollection(gateway.context, shop));
        start("x-accel-redirect:/files/");

        assertThat(get("/sub/a.txt", "SERVER_SOFTWARE", "nginx/1.22.1").fields("X-Accel-Redirect"))
                .containsExactly("/files/sub/a.txt");
        Answer answer = get("/my%20shop/sub/a.txt", "SERVER_SOFTWARE", "nginx/1.22.1");
        assertThat(answer.fields("X-Accel-Redirect")).containsExactly("/files/my%20shop/sub/a.txt");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void namesArePercentEncoded() throws Exception {
        file("sub/a b#?+=\u00e4\"'.txt", TEXT.getBytes(UTF_8));
        start("x-sendfile");

        Answer answer = get("/sub/a%20b%23%3F+=%C3%A4%22'.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69");

        assertThat(answer.fields("X-Sendfile")).containsExactly(root + "/sub/a%20b%23%3F+=%C3%A4%22'.txt");
    }

    /** mod_xsendfile 0.12 decodes nothing, and says "0" for every file that has no ETag. */
    @Test
    void apacheIsToldPlainNamesAndAnEtag() throws Exception {
        file("sub/a b.txt", TEXT.getBytes(UTF_8));
        start("x-sendfile");

        Answer plain = get("/sub/a.txt", "SERVER_SOFTWARE", "Apache");
        assertThat(plain.fields("X-Sendfile")).containsExactly(root + "/sub/a.txt");
        assertThat(plain.fields("ETag")).singleElement().asString().startsWith("W/\"");
        assertThat(plain.fields("ETag"))
                .isNotEqualTo(get("/large.txt", "SERVER_SOFTWARE", "Apache").fields("ETag"));
        Answer encoded = get("/sub/a%20b.txt", "SERVER_SOFTWARE", "Apache");
        assertThat(encoded.fields("X-Sendfile")).isEmpty();
        assertThat(encoded.bodyText()).isEqualTo(TEXT);
    }

    @Test
    void headOfAFile() throws Exception {
        start("x-accel-redirect:/files/");

        Answer answer = send("HEAD", "/large.txt", "SERVER_SOFTWARE", "nginx/1.22.1");

        assertThat(answer.fields("X-Accel-Redirect")).containsExactly("/files/large.txt");
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-9", "bytes=-1000", "bytes=100000-", "bytes=0-"})
    void theWebServerCutsOutTheRangeItself(String range) throws Exception {
        start("x-sendfile");

        Answer answer = get("/large.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69", "HTTP_RANGE", range);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields("X-Sendfile")).containsExactly(root + "/large.txt");
        assertThat(answer.fields("Content-Range")).isEmpty();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aFilterThatOnlySetsAFieldDoesNotHinder() throws Exception {
        filter("/*", (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("X-Frame-Options", "DENY");
            chain.doFilter(request, response);
        });
        start("x-sendfile");

        Answer answer = get("/large.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69");

        assertThat(answer.fields("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.fields("X-Sendfile")).hasSize(1);
    }

    @Test
    void precompressedFile() throws Exception {
        file("sub/a.txt.gz", random(100));
        files.setInitParameter("precompressed", "gzip=.gz");
        start("x-sendfile");

        Answer answer = get("/sub/a.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69", "HTTP_ACCEPT_ENCODING", "gzip");

        assertThat(answer.fields("X-Sendfile")).containsExactly(root + "/sub/a.txt.gz");
        assertThat(answer.fields("Content-Encoding")).containsExactly("gzip");
        assertThat(answer.fields("Content-Type")).containsExactly("text/plain");
        assertThat(answer.fields("Vary")).containsExactly("Accept-Encoding");
    }

    @Test
    void otherConnectorsOfTheServerSendTheFile() throws Exception {
        ServerConnector http = new ServerConnector(gateway.server);
        http.setHost("127.0.0.1");
        gateway.server.addConnector(http);
        start("x-sendfile");

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.getLocalPort())) {
            socket.getOutputStream()
                    .write("GET /sub/a.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(response).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n" + TEXT);
        }
    }

    @Test
    void contextsOfLaterAndCoreHandlersTakePart() throws Exception {
        ContextHandlerCollection contexts = new ContextHandlerCollection(true);
        gateway.server.setHandler(contexts);
        start("x-sendfile");
        gateway.context.setContextPath("/later");
        gateway.context.setServer(gateway.server);
        ContextHandler core = new ContextHandler(new ResourceHandler(), "/core");
        core.setBaseResourceAsPath(root);
        for (ContextHandler context : new ContextHandler[] {gateway.context, core}) {
            // As Jetty's deployer does.
            contexts.addHandler(context);
            context.start();
            contexts.manage(context);
        }

        for (String uri : new String[] {"/later/large.txt", "/core/large.txt"}) {
            assertThat(get(uri, "SERVER_SOFTWARE", "lighttpd/1.4.69").fields("X-Sendfile"))
                    .as(uri)
                    .containsExactly(root + "/large.txt");
        }
    }

    @Test
    void offByDefault() throws Exception {
        gateway.start();

        assertThat(get("/large.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69").body())
                .isEqualTo(LARGE);
        assertThat(gateway.server.getAttributeNameSet()).isEmpty();
    }
}
