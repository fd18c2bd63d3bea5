package org.gangway.jetty.fastcgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.gangway.request.SendfilePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connector with files, and what its web server gets for them. */
@Timeout(20)
abstract class SendfileServer {
    static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");
    static final String MODIFIED_TEXT = "Fri, 02 Jan 2026 03:04:05 GMT";
    static final byte[] LARGE = random(3_000_000);
    static final String TEXT = "a text of the application";

    final Gateway gateway = new Gateway();
    final LogLines log = new LogLines();
    final ServletHolder files = new ServletHolder("default", DefaultServlet.class);

    @TempDir
    Path directory;

    Path root;

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

    void start(String policy) throws Exception {
        gateway.factory.setSendfilePolicy(SendfilePolicy.parse(policy));
        gateway.start();
    }

    void filter(String path, Filter filter) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        gateway.context.addFilter(holder, path, EnumSet.of(DispatcherType.REQUEST));
    }

    Answer get(String uri, String... more) throws Exception {
        return send("GET", uri, more);
    }

    Answer send(String method, String uri, String... more) throws Exception {
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

    void file(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
