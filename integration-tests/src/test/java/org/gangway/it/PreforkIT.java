package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several JVMs, while clients send requests through nginx as fast as they can: reloads cost no request and serve none
 * twice, a killed JVM costs those that it ran, and the end leaves nothing.
 */
@ExtendWith(LandscapeParameter.class)
class PreforkIT {
    /** A longer run: {@code -Dgangway.prefork.reloads=20}. */
    private static final int RELOADS = Integer.getInteger("gangway.prefork.reloads", 3);

    private static final int CLIENTS = 4;
    private static final int REQUESTS_BETWEEN = 40;
    private static final Pattern HIT = Pattern.compile("hit ([a-z0-9-]+)\\.");
    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <servlet>
                <servlet-name>prefork</servlet-name>
                <servlet-class>org.gangway.it.PreforkServlet</servlet-class>
              </servlet>
              <servlet-mapping><servlet-name>prefork</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
            </web-app>
            """;

    private enum Transport {
        UNIX,
        TCP
    }

    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final Set<String> pids = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void requestsOutliveWorkers(Transport transport, Landscape landscape) throws Exception {
        Server.PREFORK_NGINX.missing().ifPresent(LoginServers::skip);
        Sandbox sandbox = landscape.sandbox();
        String name = "prefork-" + transport.name().toLowerCase(Locale.ROOT);
        Path war = war(sandbox.file(name + ".war"));
        Path log = sandbox.file(name + ".log");
        Path pidFile = sandbox.file(name + ".pid");
        FreePorts free = new FreePorts();
        int port = free.of("app");
        free.release();
        Path socket = sandbox.file(name + ".sock");
        List<String> options = new ArrayList<>(
                List.of("--method=prefork", "--min-spare=2", "--max-spare=2", "--pidfile", pidFile.toString()));
        if (transport == Transport.UNIX) {
            // nginx's workers are of another user.
            options.addAll(List.of("--socket-mode", "0666"));
        }
        Map<String, String> values = new HashMap<>(sandbox.values());
        values.put("APP", transport == Transport.UNIX ? "unix:" + socket : "127.0.0.1:" + port);
        try (Gangway gangway = transport == Transport.UNIX
                        ? Gangway.onSocket(sandbox.distribution(), war, Protocol.FASTCGI, socket, options, log)
                        : Gangway.onPort(sandbox.distribution(), war, Protocol.FASTCGI, port, options, log);
                WebServer nginx = new WebServer(Server.PREFORK_NGINX, sandbox.directory(name), values)) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String client = "c" + i;
                int through = nginx.port(i % 2 == 0 ? "kept" : "plain");
                clients.add(new Thread(() -> send(client, through), client));
            }
            clients.forEach(Thread::start);
            List<ProcessHandle> last;
            try {
                await(() -> pids.size() > 1);
                long begin = System.nanoTime();
                for (int i = 0; i < RELOADS; i++) {
                    awaitRequests();
                    assertThat(order(pidFile, "reload")).startsWith("reloaded: ");
                }
                awaitRequests();
                System.out.println(transport + ": " + sent.size() + " requests, lost during " + RELOADS + " reloads in "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms: " + lost.size());
                assertThat(lost).isEmpty();
                assertThat(HIT.matcher(Files.readString(log)).results().map(hit -> hit.group(1)))
                        .as("no request was served twice")
                        .doesNotHaveDuplicates()
                        .isSubsetOf(sent);

                workers(gangway).get(0).destroyForcibly();
                awaitRequests();
                await(() -> workers(gangway).size() == 2);
                awaitRequests();
                System.out.println(transport + ": lost by a kill: " + lost);
                assertThat(lost).hasSizeLessThanOrEqualTo(CLIENTS);
            } finally {
                over = true;
                for (Thread client : clients) {
                    client.join(TimeUnit.SECONDS.toMillis(60));
                }
            }
            last = workers(gangway);
            gangway.terminate();
            assertThat(gangway.awaitEnd()).isZero();
            assertThat(last).isNotEmpty().noneMatch(ProcessHandle::isAlive);
            assertThat(socket).doesNotExist();
            assertThat(pidFile).doesNotExist();
        }
    }

    private void send(String client, int port) {
        int i = 0;
        while (!over) {
            // nginx closes the connection behind a failure.
            try (HttpConnection connection = new HttpConnection(port, null)) {
                for (int before = lost.size(); !over && lost.size() == before; i++) {
                    String id = client + '-' + i;
                    sent.add(id);
                    Response response = connection.send(Request.get("/?" + id));
                    String text = response.text();
                    if (response.status() == 200) {
                        pids.add(text);
                    } else {
                        lost.add(id + ": " + response.status());
                    }
                }
            } catch (IOException | RuntimeException e) {
                lost.add(client + '-' + i + ": " + e);
            }
        }
    }

    private static List<ProcessHandle> workers(Gangway gangway) {
        return ProcessHandle.of(gangway.pid()).orElseThrow().children().toList();
    }

    private void awaitRequests() {
        int goal = sent.size() + REQUESTS_BETWEEN;
        await(() -> sent.size() >= goal);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** As gangway reload does. */
    private static String order(Path pidFile, String order) throws IOException {
        Path control = pidFile.resolveSibling(pidFile.getFileName() + ".control");
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(control))) {
            channel.write(ByteBuffer.wrap((order + '\n').getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(1024);
            while (channel.read(answer) >= 0) {
                // until the end
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        }
    }

    private static Path war(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                InputStream servlet = PreforkIT.class.getResourceAsStream("PreforkServlet.class")) {
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write(WEB_XML.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/org/gangway/it/PreforkServlet.class"));
            zip.write(servlet.readAllBytes());
        }
        return file;
    }
}
