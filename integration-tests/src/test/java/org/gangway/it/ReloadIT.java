package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A new version of a WAR again and again, while clients send requests through nginx as fast as they can: none fails, none
 * is answered twice, and none that begins after a reload is answered by an old version.
 */
@ExtendWith(LandscapeParameter.class)
class ReloadIT {
    private static final int RELOADS = 20;
    private static final int REQUESTS_BETWEEN = 40;
    private static final Pattern RELOADED = Pattern.compile("Reloaded \\S+ in (\\d+) ms");

    @ParameterizedTest
    @EnumSource(ReloadSite.Transport.class)
    void noRequestIsLost(ReloadSite.Transport transport, Landscape landscape) throws Exception {
        Server.RELOAD_NGINX.missing().ifPresent(LoginServers::skip);
        try (ReloadSite site = new ReloadSite("reload", transport, landscape.sandbox())) {
            Load load = new Load(site.nginx, true);
            try (load) {
                for (int version = 2; version <= 1 + RELOADS; version++) {
                    int reloads = version - 1;
                    load.awaitRequests(REQUESTS_BETWEEN);
                    site.replaceWar(version);
                    site.gangway.hangUp();
                    Load.await(() -> RELOADED.matcher(site.log()).results().count() >= reloads);
                    load.serves(version);
                }
                load.awaitRequests(REQUESTS_BETWEEN);
            }
            String log = site.log();
            List<String> millis = RELOADED.matcher(log)
                    .results()
                    .map(reloaded -> reloaded.group(1))
                    .toList();
            System.out.println("threaded, " + transport + ": " + load.requests() + " requests during " + RELOADS
                    + " reloads, not as they should be: " + load.wrong().size() + "; ms of a reload: " + millis);
            assertThat(load.wrong()).isEmpty();
            load.assertEachWasServedOnce(log);
            assertThat(log).doesNotContain("WARN").doesNotContain("ERROR");
        }
    }
}
