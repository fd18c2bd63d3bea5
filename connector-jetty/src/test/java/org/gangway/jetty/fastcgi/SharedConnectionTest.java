package org.gangway.jetty.fastcgi;

import static org.gangway.jetty.fastcgi.Wire.KEEP;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.gangway.jetty.http.RandomRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing of a request ever shows in another on the same connection. */
@Timeout(60)
class SharedConnectionTest {
    private static final int CONNECTIONS = 100;
    private static final int ROUNDS = 15;

    @Test
    void r16HundredConnectionsWithRandomPathsBodiesAndAttributes() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try (Gateway gateway = new Gateway()) {
            RandomRequest.serve(gateway);
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
                List<RandomRequest> requests = new ArrayList<>();
                int count = 1 + random.nextInt(4);
                for (int id = 1; id <= count; id++) {
                    RandomRequest request = RandomRequest.of(random);
                    requests.add(request);
                    web.send(Wire.post(id, KEEP, request.uri(), request.body(), request.variables()));
                }
                for (int id = 1; id <= count; id++) {
                    requests.get(id - 1).check(web.answer(id).complete().http());
                }
            }
        }
    }
}
