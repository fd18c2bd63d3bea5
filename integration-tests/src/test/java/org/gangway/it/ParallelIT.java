package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Requests that run at the same time get each its own answer; HAProxy sends several over one connection. */
class ParallelIT {
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 10;

    @EachVariant(value = "parallel", needs = Trait.PARALLEL)
    void parallel(Site site) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                work.add(() -> requests(site, number));
            }
            int served = 0;
            for (Future<Integer> result : clients.invokeAll(work, 60, TimeUnit.SECONDS)) {
                served += result.get();
            }
            assertThat(served).isEqualTo(CLIENTS * REQUESTS);
        } finally {
            clients.shutdownNow();
        }
    }

    private static int requests(Site site, int client) throws Exception {
        int served = 0;
        try (HttpConnection connection = site.connect()) {
            while (served < REQUESTS) {
                int size = 20_000 * (client + 1) + served;
                Response bytes = connection.send(Request.get(site.path("/bytes?n=" + size)));
                assertThat(Checksum.sha256(bytes.bytes())).isEqualTo(bytes.header("X-Content-SHA256"));
                String query = "client=" + client + "&request=" + served;
                assertThat(Site.json(connection.send(Request.get(site.path("/info?" + query)))))
                        .containsEntry("queryString", query)
                        .containsEntry("remotePort", site.clientPort(connection));
                served++;
            }
        }
        return served;
    }
}
