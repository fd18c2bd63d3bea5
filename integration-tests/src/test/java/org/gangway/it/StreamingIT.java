package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the application flushes reaches the client at once. */
class StreamingIT {
    private static final int EVENTS = 4;
    private static final int INTERVAL_MILLIS = 250;

    @EachVariant(value = "SSE", needs = Trait.FLUSHED)
    void events(Site site) throws Exception {
        List<Long> arrivals = new ArrayList<>();
        try (HttpConnection connection = site.connect()) {
            Response response =
                    connection.send(Request.get(site.path("/sse?count=" + EVENTS + "&interval=" + INTERVAL_MILLIS)));
            assertThat(response.header("Content-Type")).startsWith("text/event-stream");
            BufferedReader lines = new BufferedReader(new InputStreamReader(response.stream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    arrivals.add(System.nanoTime());
                    assertThat(line).isEqualTo("id: " + arrivals.size());
                }
            }
        }
        assertThat(arrivals).hasSize(EVENTS);
        assertThat(Duration.ofNanos(arrivals.get(EVENTS - 1) - arrivals.get(0)))
                .as("from the first event to the last; a buffer would bring all at once")
                .isGreaterThan(Duration.ofMillis(INTERVAL_MILLIS));
    }
}
