package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The logins that a WAR's own login-config asks for, behind web servers. */
@ExtendWith(LoginServers.Parameter.class)
class LoginIT {
    private static final String SUBJECT = "CN=alice, ?O=Example";

    @ParameterizedTest
    @EnumSource(LoginWar.Level.class)
    void form(LoginWar.Level level, LoginServers servers) throws Exception {
        try (ChildProcess backend = servers.start(servers.war(level, LoginWar.Method.FORM), servers.realm())) {
            for (String version : List.of("1.1", "1.0")) {
                form(servers.visitor(Server.LOGIN_NGINX, "root").speaking(version), "", version);
                form(servers.visitor(Server.LOGIN_NGINX, "root").speaking(version), "/shop", version);
                form(servers.visitor(Server.LOGIN_APACHE, "root").speaking(version), "", version);
            }
            assertThat(backend.output()).doesNotContain("WARN", "Exception");
        }
    }

    /** A POST asks for a login; after it, it is done as it was meant. */
    private static void form(Visitor visitor, String prefix, String version) throws Exception {
        // Jetty answers a POST of HTTP/1.1 by 303, which HTTP/1.0 doesn't know.
        Visitor.Page asked = visitor.post(prefix + "/private/a", "text=saved");
        assertThat(asked.status()).as(version).isEqualTo(redirect(version));
        assertThat(asked.location()).startsWith(prefix + "/login.jsp");
        assertThat(asked.head().header("Set-Cookie")).contains("Path=" + (prefix.isEmpty() ? "/" : prefix));

        assertThat(visitor.logIn(prefix, "alice", "wrong").location()).startsWith(prefix + "/failed.jsp");
        Visitor.Page passed = visitor.logIn(prefix, "alice", "secret");
        assertThat(passed.status()).as(version).isEqualTo(redirect(version));
        // EE 8 writes the host before it.
        assertThat(passed.location()).matches("(http://www\\.example\\.test:[0-9]+)?" + prefix + "/private/a");

        Visitor.Page page = visitor.get(prefix + "/private/a");
        assertThat(page.fact("text")).isEqualTo("saved");
        assertThat(page.fact("user")).isEqualTo("alice");
        assertThat(page.fact("type")).isEqualTo("FORM");
        assertThat(page.fact("admin")).isEqualTo("true");
        assertThat(page.fact("protocol")).isEqualTo("HTTP/" + version);
        assertThat(visitor.get(prefix + "/public/a").fact("user")).isEqualTo("alice");
        assertThat(visitor.get(prefix + "/public/a?logout=1").fact("user")).isEqualTo("null");
        assertThat(visitor.get(prefix + "/private/a").location()).contains("/login.jsp");
    }

    private static int redirect(String version) {
        return version.equals("1.0") ? 302 : 303;
    }

    @ParameterizedTest
    @EnumSource(LoginWar.Level.class)
    void basic(LoginWar.Level level, LoginServers servers) throws Exception {
        try (ChildProcess backend = servers.start(servers.war(level, LoginWar.Method.BASIC), servers.realm())) {
            for (Server server : List.of(Server.LOGIN_NGINX, Server.LOGIN_APACHE)) {
                Visitor.Page asked = servers.visitor(server, "root").get("/private/a");
                assertThat(asked.status()).isEqualTo(401);
                assertThat(asked.head().header("WWW-Authenticate"))
                        .isEqualToIgnoringCase("Basic realm=\"" + LoginWar.REALM + "\"");
                Visitor alice = servers.visitor(server, "root").named("alice", "secret");
                assertThat(alice.get("/admin/a").fact("user")).isEqualTo("alice");
                assertThat(alice.get("/public/a").fact("admin")).isEqualTo("true");
                assertThat(servers.visitor(server, "root")
                                .named("alice", "wrong")
                                .get("/public/a")
                                .fact("user"))
                        .isEqualTo("null");
                Visitor bob = servers.visitor(server, "root").named("bob", "b-secret");
                assertThat(bob.get("/private/a").fact("user")).isEqualTo("bob");
                assertThat(bob.get("/admin/a").status()).isEqualTo(403);
            }
            assertThat(servers.visitor(Server.LOGIN_APACHE, "dropped")
                            .named("alice", "secret")
                            .get("/private/a")
                            .status())
                    .as("without CGIPassAuth the header doesn't arrive")
                    .isEqualTo(401);
            assertThat(backend.output()).doesNotContain("WARN", "Exception");
        }
    }

    @ParameterizedTest
    @EnumSource(LoginWar.Level.class)
    void digest(LoginWar.Level level, LoginServers servers) throws Exception {
        try (ChildProcess backend = servers.start(servers.war(level, LoginWar.Method.DIGEST), servers.realm())) {
            for (Server server : List.of(Server.LOGIN_NGINX, Server.LOGIN_APACHE)) {
                Visitor visitor = servers.visitor(server, "root");
                String target = "/admin/a?text=%2F+b";
                Visitor.Page asked = visitor.get(target);
                assertThat(asked.status()).isEqualTo(401);
                String challenge = asked.head().header("WWW-Authenticate");
                Visitor.Page page = visitor.with(
                                "Authorization: " + DigestAnswer.to(challenge, "alice", "secret", "GET", target))
                        .get(target);
                assertThat(page.fact("user")).isEqualTo("alice");
                assertThat(page.fact("type")).isEqualTo("DIGEST");
                assertThat(page.fact("text")).isEqualTo("/ b");
                visitor.with("Authorization: " + DigestAnswer.to(challenge, "alice", "wrong", "GET", target));
                assertThat(visitor.get(target).status()).isEqualTo(401);
            }
            assertThat(backend.output()).doesNotContain("WARN", "Exception");
        }
    }

    @ParameterizedTest
    @EnumSource(LoginWar.Level.class)
    void clientCertificate(LoginWar.Level level, LoginServers servers) throws Exception {
        Certificates certificates = servers.sandbox().certificates();
        SSLContext alice = certificates.client(true);
        try (ChildProcess backend = servers.start(servers.war(level, LoginWar.Method.CLIENT_CERT), servers.realm())) {
            for (Server server : List.of(Server.LOGIN_NGINX, Server.LOGIN_APACHE)) {
                Visitor verified = servers.visitor(server, "tls", alice);
                assertThat(verified.get("/admin/a").fact("user")).matches(SUBJECT);
                assertThat(verified.get("/private/a").fact("type")).isEqualTo("CLIENT_CERT");
                assertThat(verified.get("/public/a").fact("user")).matches(SUBJECT);

                assertNobody(servers.visitor(server, "tls", certificates.client(false)), "no certificate");
                assertNobody(servers.visitor(server, "root"), "no TLS");
                assertNobody(servers.visitor(server, "unverified", certificates.forger()), "forged certificate");
                assertThat(servers.visitor(server, "unverified", alice)
                                .get("/private/a")
                                .fact("user"))
                        .matches(SUBJECT);
            }
            assertNobody(
                    servers.visitor(Server.LOGIN_NGINX, "unmarked", certificates.forger()),
                    "a certificate without a word on whether it was verified");
            assertThat(backend.output()).doesNotContain("WARN", "Exception");
        }
    }

    private static void assertNobody(Visitor visitor, String why) throws Exception {
        assertThat(visitor.get("/private/a").status()).as(why).isEqualTo(403);
        assertThat(visitor.get("/public/a").fact("user")).as(why).isEqualTo("null");
    }

    /** The web server asks for the password; the WAR's own login is for whom it let through without one. */
    @ParameterizedTest
    @CsvSource({"trust, FORM, false", "authorize, FORM, true", "trust, BASIC, false", "authorize, BASIC, true"})
    void webServersUserWins(String policy, LoginWar.Method method, boolean admin, LoginServers servers)
            throws Exception {
        List<String> options = new ArrayList<>(servers.realm());
        options.addAll(List.of("--remote-user", policy));
        try (ChildProcess backend = servers.start(servers.war(LoginWar.Level.EE10, method), options)) {
            Visitor asked = servers.visitor(Server.LOGIN_APACHE, "user");
            assertThat(asked.get("/private/a").head().header("WWW-Authenticate"))
                    .isEqualTo("Basic realm=\"apache\"");
            Visitor alice = servers.visitor(Server.LOGIN_APACHE, "user").named("alice", "secret");
            Visitor.Page page = alice.get("/private/a");
            assertThat(page.fact("user")).isEqualTo("alice");
            assertThat(page.fact("type")).isEqualTo("Basic");
            assertThat(page.fact("admin")).isEqualTo(String.valueOf(admin));
            assertThat(page.head().headers("Set-Cookie")).isEmpty();
            assertThat(alice.get("/admin/a").status()).isEqualTo(admin ? 200 : 403);

            Visitor unknown = servers.visitor(Server.LOGIN_APACHE, "root");
            if (method == LoginWar.Method.FORM) {
                assertThat(unknown.get("/private/a").location()).startsWith("/login.jsp");
                assertThat(unknown.logIn("", "bob", "b-secret").location()).isEqualTo("/private/a");
                assertThat(unknown.get("/private/a").fact("user")).isEqualTo("bob");
            } else {
                assertThat(unknown.get("/private/a").status()).isEqualTo(401);
                assertThat(unknown.named("bob", "b-secret").get("/private/a").fact("type"))
                        .isEqualTo("BASIC");
            }
            assertThat(backend.output()).doesNotContain("WARN", "Exception");
        }
    }

    @Test
    void passwordReachesTheWarWhereTheWebServersUserIsIgnored(LoginServers servers) throws Exception {
        try (ChildProcess backend =
                servers.start(servers.war(LoginWar.Level.EE10, LoginWar.Method.BASIC), servers.realm())) {
            Visitor alice = servers.visitor(Server.LOGIN_APACHE, "user").named("alice", "secret");
            assertThat(alice.get("/private/a").status())
                    .as("Apache keeps the header to itself, and the WAR asks again")
                    .isEqualTo(401);
            assertThat(backend.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BASIC", "FORM", "CLIENT_CERT"})
    void withoutTheRealmNobodyGetsIn(LoginWar.Method method, LoginServers servers) throws Exception {
        try (ChildProcess backend = servers.start(servers.war(LoginWar.Level.EE10, method), List.of())) {
            Visitor visitor = servers.visitor(Server.LOGIN_NGINX, "root").named("alice", "secret");
            assertThat(visitor.get("/public/a").fact("user")).isEqualTo("null");
            switch (method) {
                case FORM ->
                    assertThat(visitor.logIn("", "alice", "secret").location()).startsWith("/failed.jsp");
                case BASIC -> assertThat(visitor.get("/private/a").status()).isEqualTo(401);
                default ->
                    assertNobody(
                            servers.visitor(
                                    Server.LOGIN_NGINX,
                                    "tls",
                                    servers.sandbox().certificates().client(true)),
                            "no realm");
            }
            assertThat(backend.output().lines().filter(line -> line.contains("WARN")))
                    .singleElement()
                    .asString()
                    .contains("No LoginService for the realm " + LoginWar.REALM, "--realm");
        }
    }

    /** One process, one realm, one session directory, every EE level. */
    @Test
    void severalWarsShareARealmAndKeepTheirSessionsApart(LoginServers servers) throws Exception {
        List<String> options = new ArrayList<>(servers.realm());
        options.addAll(List.of(
                "--session-store", servers.sandbox().file("sessions-several").toString()));
        options.add(servers.war(LoginWar.Level.EE10, LoginWar.Method.FORM).toString());
        options.add(servers.war(LoginWar.Level.EE11, LoginWar.Method.FORM).toString());
        Path war = servers.war(LoginWar.Level.EE8, LoginWar.Method.FORM);
        Visitor visitor = servers.visitor(Server.LOGIN_NGINX, "root");
        for (int run = 1; run <= 2; run++) {
            try (ChildProcess backend = servers.start(war, options)) {
                for (LoginWar.Level level : LoginWar.Level.values()) {
                    String prefix = "/" + level + "-FORM";
                    if (run == 1) {
                        assertThat(visitor.get(prefix + "/private/a").location())
                                .as(prefix)
                                .startsWith(prefix + "/login.jsp");
                        visitor.logIn(prefix, "alice", "secret");
                    }
                    Visitor.Page page = visitor.get(prefix + "/admin/a?count=1");
                    assertThat(page.fact("user")).as(prefix).isEqualTo("alice");
                    assertThat(page.fact("attributes")).as(prefix).startsWith("{count=" + run + ",");
                }
                assertThat(backend.output()).doesNotContain("WARN", "Exception");
                LoginServers.stop(backend);
            }
        }
    }
}
