package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several JVMs, while clients send requests through nginx as fast as they can, and nginx tries none a second time: reloads
 * cost no request and serve none twice, a killed JVM costs those that it ran, and the end leaves nothing.
 */
@ExtendWith(LandscapeParameter.class)
class PreforkIT {
    /** A longer run: {@code -Dgangway.prefork.reloads=20}. */
    private static final int RELOADS = Integer.getInteger("gangway.prefork.reloads", 3);

    private static final int REQUESTS_BETWEEN = 40;

    @ParameterizedTest
    @EnumSource(ReloadSite.Transport.class)
    void requestsOutliveWorkers(ReloadSite.Transport transport, Landscape landscape) throws Exception {
        Server.RELOAD_NGINX.missing().ifPresent(LoginServers::skip);
        try (ReloadSite site = new ReloadSite(
                "prefork", transport, landscape.sandbox(), "--method=prefork", "--min-spare=2", "--max-spare=2")) {
            try (Load load = new Load(site.nginx, false)) {
                Load.await(() -> load.processes().size() > 1);
                reload(site, load, transport);
                kill(site, load);
            }
            List<ProcessHandle> last = workers(site);
            site.gangway.terminate();
            assertThat(site.gangway.awaitEnd()).isZero();
            assertThat(last).isNotEmpty().noneMatch(ProcessHandle::isAlive);
            assertThat(site.socket).doesNotExist();
            assertThat(site.pidFile).doesNotExist();
        }
    }

    private static void reload(ReloadSite site, Load load, ReloadSite.Transport transport) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int version = 2; version <= 1 + RELOADS; version++) {
            load.awaitRequests(REQUESTS_BETWEEN);
            site.replaceWar(version);
            long begin = System.nanoTime();
            assertThat(site.reload()).startsWith("reloaded: ");
            load.serves(version);
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
        load.awaitRequests(REQUESTS_BETWEEN);
        System.out.println("prefork, " + transport + ": " + load.requests() + " requests during " + RELOADS
                + " reloads, not as they should be: " + load.wrong().size() + ", answered late by an old version: "
                + load.late() + "; ms of a reload: " + millis);
        assertThat(load.wrong()).isEmpty();
        String log = site.log();
        load.assertNoneWasServedTwice(log);
        assertThat(log).doesNotContain("WARN").doesNotContain("ERROR");
    }

    private static void kill(ReloadSite site, Load load) {
        workers(site).get(0).destroyForcibly();
        load.awaitRequests(REQUESTS_BETWEEN);
        Load.await(() -> workers(site).size() == 2);
        load.awaitRequests(REQUESTS_BETWEEN);
        System.out.println("lost by a kill: " + load.wrong());
        assertThat(load.wrong()).hasSizeLessThanOrEqualTo(Load.CLIENTS);
    }

    private static List<ProcessHandle> workers(ReloadSite site) {
        return ProcessHandle.of(site.gangway.pid()).orElseThrow().children().toList();
    }
}
