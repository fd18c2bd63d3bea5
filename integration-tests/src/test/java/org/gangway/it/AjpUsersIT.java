package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Apache checks who the user is and sets variables about it, as mod_shib does: unchanged WARs see the user, the roles and
 * the attributes.
 */
@ExtendWith(AjpServers.Parameter.class)
class AjpUsersIT {
    private static final String FACTS = "?attribute=eppn&attribute=entitlement&attribute=other"
            + "&role=pr%C3%BCfer&role=%CE%BB%20%CE%BC&role=stranger&role=of-the-realm&role=**";

    static Stream<Arguments> wars() {
        return Arrays.stream(AjpServers.Front.values()).flatMap(front -> Arrays.stream(LoginWar.Level.values())
                .flatMap(level -> Stream.of(LoginWar.Method.NONE, LoginWar.Method.FORM)
                        .map(method -> Arguments.of(front, level, method))));
    }

    @ParameterizedTest
    @MethodSource("wars")
    void userRolesAndAttributes(
            AjpServers.Front front, LoginWar.Level level, LoginWar.Method method, AjpServers servers) throws Exception {
        servers.backend(AjpServers.Backend.USERS);
        String prefix = "/" + level + "-" + method;
        Visitor alice = alice(front, servers);
        for (String path : new String[] {"/public/a", "/private/a", "/admin/a"}) {
            Visitor.Page page = alice.get(prefix + path + FACTS);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(page.fact("user")).isEqualTo("alice");
            assertThat(page.fact("principal")).isEqualTo("alice");
            assertThat(page.fact("type")).isEqualTo("Basic");
            assertThat(page.fact("admin")).isEqualTo("true");
            assertThat(page.fact("roles"))
                    .as("the web server's and the realm's; without a login-config the only realm that there is")
                    .isEqualTo("[prüfer, λ μ, of-the-realm, **]");
            assertThat(page.fact("attributes"))
                    .as("what Apache says, not the client; and no other attribute")
                    .isEqualTo("{entitlement=admin;prüfer;λ μ, eppn=zoë@exämple.org, other=null}");
            assertThat(page.head().headers("Set-Cookie")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("wars")
    void userWithoutRoles(AjpServers.Front front, LoginWar.Level level, LoginWar.Method method, AjpServers servers)
            throws Exception {
        servers.backend(AjpServers.Backend.USERS);
        String prefix = "/" + level + "-" + method;
        Visitor bob = forging(servers.visitor(front, "users").named("bob", "secret"));
        Visitor.Page page = bob.get(prefix + "/private/a" + FACTS);
        assertThat(page.fact("user")).isEqualTo("bob");
        assertThat(page.fact("roles")).isEqualTo("[**]");
        assertThat(page.fact("attributes")).isEqualTo("{entitlement=null, eppn=null, other=null}");
        assertThat(bob.get(prefix + "/admin/a").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void apacheAsksForThePasswordAndGangwayLogsEachAttributeThatItDropsOnce(AjpServers.Front front, AjpServers servers)
            throws Exception {
        ChildProcess backend = servers.backend(AjpServers.Backend.USERS);
        assertThat(servers.visitor(front, "users").get("/EE10-NONE/public/a").status())
                .isEqualTo(401);
        alice(front, servers).get("/EE10-NONE/public/a");
        alice(front, servers).get("/EE10-NONE/public/a");
        if (front == AjpServers.Front.MOD_JK) {
            assertThat(backend.output().lines().filter(line -> line.contains("Request attribute other is dropped")))
                    .hasSize(1);
        }
        assertThat(backend.output()).doesNotContain("WARN", "Exception");
    }

    private static Visitor alice(AjpServers.Front front, AjpServers servers) throws IOException {
        return forging(servers.visitor(front, "users").named("alice", "secret"));
    }

    private static Visitor forging(Visitor visitor) {
        return visitor.with("eppn: mallory")
                .with("AJP_eppn: mallory")
                .with("AJP-entitlement: admin")
                .with("entitlement: admin")
                .with("Remote-User: mallory");
    }
}
