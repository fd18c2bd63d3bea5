package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing of a request ever shows in another: PROTOCOLS.md, R-9, R-16 and section 3.4, test 19. */
@Timeout(60)
class RandomEchoTest {
    private static final int CONNECTIONS = 100;
    private static final int ROUNDS = 15;

    @Test
    void r16HundredConnectionsWithRandomPathsBodiesAndAttributes() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try (Gateway gateway = new Gateway()) {
            gateway.factory.setTrustPolicy(new TrustPolicy(
                    TrustPolicy.NONE.remoteUser(),
                    Pattern.compile("MARK_.*"),
                    List.of(),
                    TrustPolicy.NONE.attributeCharset(),
                    null,
                    ";"));
            gateway.serve("/*", (request, response) -> {
                response.setHeader("X-Path", request.getRequestURI() + '?' + request.getQueryString());
                response.setHeader("X-Mark", "" + request.getAttribute("MARK_A") + request.getAttribute("MARK_B"));
                response.setHeader("X-Header", request.getHeader("X-Header"));
                response.setHeader("X-Peer", request.getRemoteAddr() + ':' + request.getRemotePort());
                request.getInputStream().transferTo(response.getOutputStream());
            });
            gateway.start();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int seed = i;
                running.add(clients.submit(() -> {
                    converse(gateway, new Random(seed));
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(50, TimeUnit.SECONDS);
            }
            gateway.assertHealthy();
        } finally {
            clients.shutdownNow();
        }
    }

    private static void converse(Gateway gateway, Random random) throws Exception {
        try (WebServer web = gateway.connect()) {
            for (int round = 0; round < ROUNDS; round++) {
                int count = 1 + random.nextInt(4);
                List<Expected> expected = new ArrayList<>();
                for (int id = 1; id <= count; id++) {
                    Expected request = Expected.random(random, id);
                    expected.add(request);
                    web.send(request.bytes());
                }
                for (Expected request : expected) {
                    request.compare(web.answer(request.id()).complete());
                }
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Expected(int id, String uri, String a, String b, String header, int port, byte[] body) {
        static Expected random(Random random, int id) {
            byte[] body = new byte[random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(300)];
            random.nextBytes(body);
            return new Expected(
                    id,
                    "/" + word(random) + "/" + word(random) + "?" + word(random),
                    random.nextBoolean() ? word(random) : null,
                    random.nextBoolean() ? word(random) : null,
                    word(random),
                    1 + random.nextInt(65535),
                    body);
        }

        private static String word(Random random) {
            return Long.toString(random.nextLong() & Long.MAX_VALUE, 36).repeat(1 + random.nextInt(12));
        }

        byte[] bytes() {
            return Wire.post(
                    id, KEEP, uri, body, "MARK_A", a, "MARK_B", b, "HTTP_X_HEADER", header, "REMOTE_PORT", "" + port);
        }

        void compare(Answer answer) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.fields("X-Path")).containsExactly(uri);
            assertThat(answer.fields("X-Mark")).containsExactly("" + a + b);
            assertThat(answer.fields("X-Header")).containsExactly(header);
            assertThat(answer.fields("X-Peer")).containsExactly("192.0.2.77:" + port);
            assertThat(answer.body()).isEqualTo(body);
        }
    }
}
