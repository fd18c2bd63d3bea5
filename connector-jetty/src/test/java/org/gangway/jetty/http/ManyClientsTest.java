package org.gangway.jetty.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing of a request ever shows in another. */
@Timeout(60)
class ManyClientsTest extends BehaviourTest {
    private static final int CLIENTS = 100;
    private static final int ROUNDS = 5;

    @Test
    void r16ManyClientsWithRandomPathsBodiesAndAttributes() throws Exception {
        RandomRequest.serve(gateway);
        gateway.start();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                running.add(clients.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        RandomRequest request = RandomRequest.of(random);
                        request.check(post(request.uri(), request.body(), request.variables()));
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
}
