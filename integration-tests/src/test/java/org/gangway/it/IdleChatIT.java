package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A chat of three that nobody says anything in for long, kept with pings, and without a thread for it. How long is
 * -Dgangway.chat, such as PT10M30S; longer than a minute shows what the web server's and Jetty's own timeouts do.
 */
@Tag("servers")
@ExtendWith(LandscapeParameter.class)
class IdleChatIT {
    private static final Duration SILENCE = Duration.parse(System.getProperty("gangway.chat", "PT3S"));
    /** Below the 30 seconds for which Jetty keeps a WebSocket that is silent. */
    private static final Duration BETWEEN_PINGS = Duration.ofSeconds(20);

    @Test
    void nginxOverScgi(Landscape landscape) throws Exception {
        Variant variant = Variant.NGINX_SCGI_STOCK;
        variant.server().missing().ifPresent(LoginServers::skip);
        Site site = landscape.site(variant);
        chat(landscape, site.port(), site.path("/chat"));
    }

    @Test
    void lighttpdOverFastCgi(Landscape landscape) throws Exception {
        Server lighttpd = Server.WEBSOCKET_LIGHTTPD;
        lighttpd.missing().ifPresent(LoginServers::skip);
        Version version = lighttpd.version().orElseThrow();
        assumeFalse(version.isBefore(WebSocketIT.TUNNELS_SINCE), () -> WebSocketIT.tunnelsNothing(version));
        landscape.backend(Backend.AUTO);
        chat(landscape, landscape.server(lighttpd).port("fastcgi"), "/chat");
    }

    private static void chat(Landscape landscape, int port, String path) throws Exception {
        long machine = landscape.backend(Backend.AUTO).pid();
        try (ChatClient one = new ChatClient(port, path);
                ChatClient two = new ChatClient(port, path);
                ChatClient three = new ChatClient(port, path)) {
            List<ChatClient> all = List.of(one, two, three);
            one.awaitNext("here 3");
            two.awaitNext("here 3");
            three.awaitNext("here 3");
            say(three, "Is anybody here?", all);
            List<Integer> threads = new ArrayList<>();
            long end = System.nanoTime() + SILENCE.toNanos();
            for (long left = SILENCE.toNanos(); left > 0; left = end - System.nanoTime()) {
                for (ChatClient client : all) {
                    assertThat(client.ping("for " + left).next()).isEqualTo("pong for " + left);
                }
                LockSupport.parkNanos(Math.min(left, BETWEEN_PINGS.toNanos()));
                threads.add(threads(machine));
                assertThat(stacks(machine)).doesNotContain("websocket", "WebSocket");
            }
            System.out.println("IdleChatIT: port " + port + ", silent for " + SILENCE + ", threads " + threads);
            assertThat(threads.get(threads.size() - 1)).isLessThanOrEqualTo(threads.get(0) + 1);
            say(one, "Yes.", all);
            for (ChatClient client : all) {
                client.bye(4000).awaitNext("closed 4000");
            }
        }
    }

    private static void say(ChatClient speaker, String text, List<ChatClient> all) throws Exception {
        speaker.say(text);
        for (ChatClient client : all) {
            assertThat(client.next()).isEqualTo("said " + text);
        }
    }

    private static int threads(long machine) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + machine + "/status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** What the threads of a Java machine are at. */
    private static String stacks(long machine) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                        String.valueOf(machine),
                        "Thread.print")
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).contains("\"main\"");
        return text;
    }
}
