package org.gangway.jetty.fastcgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SymlinkAllowedResourceAliasChecker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the web server is not left to send. */
@Timeout(20)
class SendfileByJettyTest extends SendfileServer {
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
