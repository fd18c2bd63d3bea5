package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

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
class ManyClientsTest extends BehaviourTest {
    private static final int CLIENTS = 100;
    private static final int ROUNDS = 5;

    @Test
    void r16ManyClientsWithRandomPathsBodiesAndAttributes() throws Exception {
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
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                running.add(clients.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        echo(random);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(50, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private void echo(Random random) throws Exception {
        byte[] body = new byte[random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(300)];
        random.nextBytes(body);
        String uri = "/" + word(random) + "/" + word(random) + "?" + word(random);
        String a = random.nextBoolean() ? word(random) : null;
        String b = random.nextBoolean() ? word(random) : null;
        String header = word(random);
        String port = "" + (1 + random.nextInt(65535));
        HttpAnswer answer = post(uri, body, "MARK_A", a, "MARK_B", b, "HTTP_X_HEADER", header, "REMOTE_PORT", port);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields("X-Path")).containsExactly(uri);
        assertThat(answer.fields("X-Mark")).containsExactly("" + a + b);
        assertThat(answer.fields("X-Header")).containsExactly(header);
        assertThat(answer.fields("X-Peer")).containsExactly("192.0.2.77:" + port);
        assertThat(answer.body()).isEqualTo(body);
    }

    private static String word(Random random) {
        return Long.toString(random.nextLong() & Long.MAX_VALUE, 36).repeat(1 + random.nextInt(12));
    }
}
