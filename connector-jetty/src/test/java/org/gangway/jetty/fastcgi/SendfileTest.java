package org.gangway.jetty.fastcgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SymlinkAllowedResourceAliasChecker;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.gangway.request.SendfilePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to the web server in place of a file. */
@Timeout(20)
class SendfileTest {
    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");
    private static final String MODIFIED_TEXT = "Fri, 02 Jan 2026 03:04:05 GMT";
    private static final byte[] LARGE = random(3_000_000);
    private static final String TEXT = "a text of the application";

    private final Gateway gateway = new Gateway();
    private final LogLines log = new LogLines();
    private final ServletHolder files = new ServletHolder("default", DefaultServlet.class);

    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void makeFiles() throws Exception {
        root = Files.createDirectories(directory.toRealPath().resolve("app"));
        file("large.txt", LARGE);
        file("sub/a.txt", TEXT.getBytes(UTF_8));
        file("WEB-INF/secret.txt", TEXT.getBytes(UTF_8));
        gateway.context.setBaseResourceAsPath(root);
        files.setInitParameter("dirAllowed", "false");
        files.setAsyncSupported(true);
        gateway.context.addServlet(files, "/");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
        log.close();
        assertThat(log.stacks()).isEmpty();
    }

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
    void whatIsNotTheFileComesFromJetty() throws Exception {
        start("x-sendfile");

        Answer ranges = get("/large.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69", "HTTP_RANGE", "bytes=0-3,9-12");
        assertThat(ranges.status()).isEqualTo(206);
        assertThat(ranges.fields("Content-Type").get(0)).startsWith("multipart/byteranges");
        Answer beyond = get("/large.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69", "HTTP_RANGE", "bytes=3000000-");
        assertThat(beyond.status()).isEqualTo(416);
        Answer same = get("/large.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69", "HTTP_IF_MODIFIED_SINCE", MODIFIED_TEXT);
        assertThat(same.status()).isEqualTo(304);
        for (Answer answer : new Answer[] {ranges, beyond, same}) {
            assertThat(answer.fields("X-Sendfile")).isEmpty();
        }
    }

    @Test
    void errorPageKeepsItsStatus() throws Exception {
        file("404.html", TEXT.getBytes(UTF_8));
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(404, "/404.html");
        gateway.context.setErrorHandler(errors);
        start("x-accel-redirect:/files/");

        Answer answer = get("/none", "SERVER_SOFTWARE", "nginx/1.22.1");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.bodyText()).isEqualTo(TEXT);
    }

    @Test
    void aFilterThatChangesTheContentGetsIt() throws Exception {
        filter("/sub/*", (request, response, chain) -> {
            response.setContentLength(TEXT.length());
            chain.doFilter(request, new UpperCase((HttpServletResponse) response));
        });
        start("x-sendfile");

        Answer answer = get("/sub/a.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69");

        assertThat(answer.fields("X-Sendfile")).isEmpty();
        assertThat(answer.bodyText()).isEqualTo(TEXT.toUpperCase(Locale.ROOT));
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
    void aFieldThatNginxWouldDropKeepsTheFileHere() throws Exception {
        filter("/*", (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("X-Frame-Options", "DENY");
            chain.doFilter(request, response);
        });
        start("x-accel-redirect:/files/");

        for (int i = 0; i < 3; i++) {
            Answer answer = get("/large.txt", "SERVER_SOFTWARE", "nginx/1.22.1");
            assertThat(answer.body()).isEqualTo(LARGE);
            assertThat(answer.fields("X-Accel-Redirect")).isEmpty();
            assertThat(answer.fields("X-Frame-Options")).containsExactly("DENY");
        }
        assertThat(log.with("WARN")).singleElement().asString().contains("X-Frame-Options");
    }

    /** As Jetty's compression does, for those requests that ask for it. */
    @Test
    void aHandlerThatChangesTheContentGetsIt() throws Exception {
        gateway.server.setHandler(new Handler.Wrapper(gateway.context) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                return super.handle(request, new Inverted(request, response), callback);
            }
        });
        start("x-sendfile");

        Answer answer = get("/large.txt?inverted", "SERVER_SOFTWARE", "lighttpd/1.4.69");
        assertThat(answer.fields("X-Sendfile")).isEmpty();
        assertThat(answer.body()).isEqualTo(inverted(LARGE));
        assertThat(get("/large.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69").fields("X-Sendfile"))
                .hasSize(1);
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
    void nginxWouldDropTheContentEncoding() throws Exception {
        byte[] compressed = random(100);
        file("sub/a.txt.gz", compressed);
        files.setInitParameter("precompressed", "gzip=.gz");
        start("x-accel-redirect:/files/");

        Answer answer = get("/sub/a.txt", "SERVER_SOFTWARE", "nginx/1.22.1", "HTTP_ACCEPT_ENCODING", "gzip");
        assertThat(answer.fields("X-Accel-Redirect")).isEmpty();
        assertThat(answer.body()).isEqualTo(compressed);
        assertThat(get("/sub/a.txt", "SERVER_SOFTWARE", "nginx/1.22.1").fields("X-Accel-Redirect"))
                .hasSize(1);
    }

    @Test
    void includedFileIsAPartOnly() throws Exception {
        gateway.serve("/page", (request, response) -> {
            response.setContentType("text/plain");
            request.getRequestDispatcher("/large.txt").include(request, response);
            response.getOutputStream().print("!");
        });
        start("x-sendfile");

        Answer answer = get("/page", "SERVER_SOFTWARE", "lighttpd/1.4.69");

        assertThat(answer.fields("X-Sendfile")).isEmpty();
        assertThat(answer.body()).hasSize(LARGE.length + 1).startsWith(LARGE).endsWith('!');
    }

    @Test
    void webInfStaysHere() throws Exception {
        gateway.serve("/forward", (request, response) -> request.getRequestDispatcher("/WEB-INF/secret.txt")
                .forward(request, response));
        gateway.serve("/other", (request, response) -> request.getRequestDispatcher("/sub/a.txt")
                .forward(request, response));
        start("x-sendfile");

        Answer answer = get("/forward", "SERVER_SOFTWARE", "lighttpd/1.4.69");
        assertThat(answer.fields("X-Sendfile")).isEmpty();
        assertThat(answer.bodyText()).isEqualTo(TEXT);
        assertThat(get("/other", "SERVER_SOFTWARE", "lighttpd/1.4.69").fields("X-Sendfile"))
                .containsExactly(root + "/sub/a.txt");
    }

    /** Jetty's Last-Modified of a link is that of the link, no web server's is. */
    @Test
    void symbolicLinks() throws Exception {
        Path outside = Files.writeString(directory.resolve("outside.txt"), TEXT);
        Files.createSymbolicLink(root.resolve("out.txt"), outside);
        Files.createSymbolicLink(root.resolve("in.txt"), root.resolve("sub/a.txt"));
        Files.createSymbolicLink(root.resolve("linked"), root.resolve("sub"));
        Files.createSymbolicLink(root.resolve("secret.txt"), root.resolve("WEB-INF/secret.txt"));
        gateway.context.addAliasCheck(new SymlinkAllowedResourceAliasChecker(gateway.context));
        start("x-sendfile");

        for (String uri : new String[] {"/out.txt", "/secret.txt", "/in.txt"}) {
            Answer answer = get(uri, "SERVER_SOFTWARE", "lighttpd/1.4.69");
            assertThat(answer.fields("X-Sendfile")).as(uri).isEmpty();
            assertThat(answer.bodyText()).as(uri).isEqualTo(TEXT);
        }
        assertThat(get("/linked/a.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69").fields("X-Sendfile"))
                .containsExactly(root + "/sub/a.txt");
    }

    @Test
    void aFileInAJarHasNoName() throws Exception {
        Path jar = directory.resolve("fragment.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("packed.txt"));
            out.write(TEXT.getBytes(UTF_8));
            out.closeEntry();
        }
        ResourceFactory resources = ResourceFactory.of(gateway.context);
        gateway.context.setBaseResource(
                ResourceFactory.combine(resources.newResource(root), resources.newJarFileResource(jar.toUri())));
        start("x-sendfile");

        Answer answer = get("/packed.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69");
        assertThat(answer.fields("X-Sendfile")).isEmpty();
        assertThat(answer.bodyText()).isEqualTo(TEXT);
        assertThat(get("/sub/a.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69").fields("X-Sendfile"))
                .containsExactly(root + "/sub/a.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "x-sendfile,nginx/1.22.1",
        "x-sendfile,HAProxy 2.6.12",
        "x-sendfile,",
        "lighttpd,Apache/2.4.71",
        "x-accel-redirect:/files/,lighttpd/1.4.69",
        "x-accel-redirect:/files/,nginxlike"
    })
    void jettySendsWhereTheWebServerDoesNot(String policy, String software) throws Exception {
        start(policy);

        for (int i = 0; i < 3; i++) {
            Answer answer = software == null ? get("/large.txt") : get("/large.txt", "SERVER_SOFTWARE", software);
            assertThat(answer.head()).doesNotContain(root.toString(), "X-Accel-Redirect");
            assertThat(answer.body()).isEqualTo(LARGE);
        }
        assertThat(log.with("WARN"))
                .singleElement()
                .asString()
                .contains("isn't known to act on", software == null ? "no SERVER_SOFTWARE" : software);
    }

    @Test
    void theApplicationsOwnFieldPasses() throws Exception {
        filter("/*", (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("X-Sendfile", "/of/the/application");
            chain.doFilter(request, response);
        });
        start("x-sendfile");

        Answer answer = get("/large.txt", "SERVER_SOFTWARE", "lighttpd/1.4.69");

        assertThat(answer.fields("X-Sendfile")).containsExactly("/of/the/application");
        assertThat(answer.body()).isEqualTo(LARGE);
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

    private void start(String policy) throws Exception {
        gateway.factory.setSendfilePolicy(SendfilePolicy.parse(policy));
        gateway.start();
    }

    private void filter(String path, Filter filter) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        gateway.context.addFilter(holder, path, EnumSet.of(DispatcherType.REQUEST));
    }

    private Answer get(String uri, String... more) throws Exception {
        return send("GET", uri, more);
    }

    private Answer send(String method, String uri, String... more) throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(
                    Wire.begin(1, Wire.RESPONDER, Wire.CLOSE),
                    Wire.params(1, variables(method, uri, more)),
                    Wire.end(Wire.STDIN, 1));
            Answer answer = web.answer(1).complete();
            assertThat(web.rest()).isEmpty();
            return answer;
        }
    }

    /** The mount point as lighttpd names it. */
    private static Map<String, String> variables(String method, String uri, String... more) {
        Map<String, String> variables = Wire.variables(method, uri, more);
        variables.put("PATH_INFO", variables.put("SCRIPT_NAME", ""));
        return variables;
    }

    private void file(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Changes what goes through. */
    private static final class UpperCase extends HttpServletResponseWrapper {
        UpperCase(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream out = super.getOutputStream();
            return new ServletOutputStream() {
                @Override
                public void write(int b) throws IOException {
                    out.write(Character.toUpperCase(b));
                }

                @Override
                public boolean isReady() {
                    return out.isReady();
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    out.setWriteListener(listener);
                }
            };
        }
    }

    private static byte[] inverted(byte[] content) {
        byte[] result = new byte[content.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) ~content[i];
        }
        return result;
    }

    /** A core response that changes the content of some requests. */
    private static final class Inverted extends Response.Wrapper {
        Inverted(Request request, Response wrapped) {
            super(request, wrapped);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            if (getRequest().getHttpURI().getQuery() == null || content == null) {
                super.write(last, content, callback);
            } else {
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                super.write(last, ByteBuffer.wrap(inverted(bytes)), callback);
            }
        }
    }
}
