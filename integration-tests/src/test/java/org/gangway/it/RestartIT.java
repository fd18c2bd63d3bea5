package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;

/** A backend is stopped in the midst of a request: that is served to its end, and the next one after the restart. */
@Order(Integer.MAX_VALUE)
class RestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @EachVariant(value = "restart", needs = Trait.FLUSHED)
    void restart(Site site) throws Exception {
        try (HttpConnection connection = site.connect()) {
            Response response = connection.send(Request.get(site.path("/sse?count=6&interval=200")));
            assertThat(response.status()).as(response.toString()).isEqualTo(200);
            BufferedReader lines = new BufferedReader(new InputStreamReader(response.stream(), StandardCharsets.UTF_8));
            List<String> events = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ") && events.isEmpty()) {
                    site.landscape().terminate(site.variant());
                }
                if (line.startsWith("id: ")) {
                    events.add(line);
                }
            }
            assertThat(events).containsExactly("id: 1", "id: 2", "id: 3", "id: 4", "id: 5", "id: 6");
        }

        site.landscape().restart(site.variant());

        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!served(site) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        assertThat(served(site)).as("the web server finds the backend again").isTrue();
    }

    private static boolean served(Site site) {
        try {
            return site.get("/info").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
