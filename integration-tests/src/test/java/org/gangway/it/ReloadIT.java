package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A new version of a WAR again and again, while clients send requests through nginx as fast as they can: none fails, none
 * is answered twice, and none that begins after a reload is answered by an old version.
 */
@ExtendWith(LandscapeParameter.class)
class ReloadIT {
    private static final int RELOADS = 20;
    private static final int REQUESTS_PER_RELOAD = 40;
    private static final byte[] BODY = "b".repeat(3000).getBytes(StandardCharsets.US_ASCII);
    private static final Pattern HIT = Pattern.compile("hit ([a-z0-9-]+)\\.");
    private static final Pattern RELOADED = Pattern.compile("Reloaded \\S+ in (\\d+) ms");
    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <context-param><param-name>version</param-name><param-value>%d</param-value></context-param>
              <servlet>
                <servlet-name>reload</servlet-name>
                <servlet-class>org.gangway.it.ReloadServlet</servlet-class>
              </servlet>
              <servlet-mapping><servlet-name>reload</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
            </web-app>
            """;

    private enum Transport {
        UNIX,
        TCP
    }

    private final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile int served = 1;
    private volatile boolean over;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void noRequestIsLost(Transport transport, Landscape landscape) throws Exception {
        Server.RELOAD_NGINX.missing().ifPresent(LoginServers::skip);
        Sandbox sandbox = landscape.sandbox();
        String name = "reload-" + transport.name().toLowerCase(java.util.Locale.ROOT);
        Path war = write(sandbox.file(name + ".war"), 1);
        Path log = sandbox.file(name + ".log");
        FreePorts free = new FreePorts();
        int port = free.of("app");
        free.release();
        Path socket = sandbox.file(name + ".sock");
        List<String> options = new ArrayList<>(List.of("--warm-up", "/"));
        if (transport == Transport.UNIX) {
            // nginx's workers are of another user.
            options.addAll(List.of("--socket-mode", "0666"));
        }
        Map<String, String> values = new HashMap<>(sandbox.values());
        values.put("APP", transport == Transport.UNIX ? "unix:" + socket : "127.0.0.1:" + port);
        try (Gangway gangway = transport == Transport.UNIX
                        ? Gangway.onSocket(sandbox.distribution(), war, Protocol.FASTCGI, socket, options, log)
                        : Gangway.onPort(sandbox.distribution(), war, Protocol.FASTCGI, port, options, log);
                WebServer nginx = new WebServer(Server.RELOAD_NGINX, sandbox.directory(name), values)) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String client = "c" + i;
                int through = nginx.port(i % 2 == 0 ? "kept" : "plain");
                clients.add(new Thread(() -> send(client, through), client));
            }
            clients.forEach(Thread::start);
            try {
                for (int version = 2; version <= 1 + RELOADS; version++) {
                    awaitRequests(REQUESTS_PER_RELOAD);
                    Files.move(write(sandbox.file("next.war"), version), war, StandardCopyOption.REPLACE_EXISTING);
                    gangway.hangUp();
                    awaitReloads(log, version - 1);
                    served = version;
                }
                awaitRequests(REQUESTS_PER_RELOAD);
            } finally {
                over = true;
                for (Thread client : clients) {
                    client.join(TimeUnit.SECONDS.toMillis(60));
                }
            }

            String said = Files.readString(log);
            System.out.println(transport + ": " + sent.size() + " requests during " + RELOADS + " reloads, not as they"
                    + " should be: " + wrong.size() + "; ms of a reload: " + millis(said));
            assertThat(wrong).isEmpty();
            assertThat(HIT.matcher(said).results().map(hit -> hit.group(1)).toList())
                    .as("each request was served once")
                    .containsExactlyInAnyOrderElementsOf(sent);
            assertThat(said).doesNotContain("WARN").doesNotContain("ERROR");
        }
    }

    /** On one connection to nginx; one answer must come for each request, and from the version that is served. */
    private void send(String client, int port) {
        try (HttpConnection connection = new HttpConnection(port, null)) {
            for (int i = 0; !over; i++) {
                String id = client + '-' + i + (i % 20 == 0 ? "-slow" : "");
                int atLeast = served;
                boolean post = i % 2 == 1;
                sent.add(id);
                Response response = connection.send(post ? Request.post("/?" + id, BODY) : Request.get("/?" + id));
                String text = response.text();
                String[] words = text.split(" ", 2);
                if (response.status() != 200
                        || Integer.parseInt(words[0]) < atLeast
                        || !words[1].equals(post ? String.valueOf(BODY.length) : "0")) {
                    wrong.add(id + " after version " + atLeast + ": " + response.status() + " " + text);
                }
            }
        } catch (IOException | RuntimeException e) {
            wrong.add(client + ": " + e);
        }
    }

    private void awaitRequests(int more) {
        int goal = sent.size() + more;
        await(() -> sent.size() >= goal || !wrong.isEmpty());
    }

    private static void awaitReloads(Path log, int count) {
        await(() -> RELOADED.matcher(read(log)).results().count() >= count);
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Integer> millis(String log) {
        Matcher reloaded = RELOADED.matcher(log);
        List<Integer> millis = new ArrayList<>();
        while (reloaded.find()) {
            millis.add(Integer.valueOf(reloaded.group(1)));
        }
        return millis;
    }

    private static Path write(Path file, int version) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                InputStream servlet = ReloadIT.class.getResourceAsStream("ReloadServlet.class")) {
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write(WEB_XML.formatted(version).getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/org/gangway/it/ReloadServlet.class"));
            zip.write(servlet.readAllBytes());
        }
        return file;
    }
}
