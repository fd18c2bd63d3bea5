package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions outlive the process: {@code --session-store DIR}. */
@ExtendWith(LoginServers.Parameter.class)
class SessionStoreIT {
    private static final String COUNT = "/private/a?count=1";

    @ParameterizedTest
    @EnumSource(LoginWar.Level.class)
    void loginAndAttributesSurviveRestart(LoginWar.Level level, LoginServers servers) throws Exception {
        Path store = servers.sandbox().file("sessions-" + level + "/deeper");
        Path war = servers.war(level, LoginWar.Method.FORM);
        List<String> options = options(servers, store);
        Visitor visitor = servers.visitor(Server.LOGIN_NGINX, "root");
        try (ChildProcess first = servers.start(war, options)) {
            visitor.logIn("", "alice", "secret");
            assertThat(visitor.get(COUNT).fact("attributes")).startsWith("{count=1,");
            LoginServers.stop(first);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
                .isEqualTo("rwx------");
        assertThat(sessions(store)).singleElement().satisfies(file -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------"));
        try (ChildProcess second = servers.start(war, options)) {
            Visitor.Page page = visitor.get(COUNT);
            assertThat(page.fact("user")).isEqualTo("alice");
            assertThat(page.fact("admin")).isEqualTo("true");
            assertThat(page.fact("attributes")).startsWith("{count=2,");
            assertThat(visitor.get("/private/a?logout=1").fact("user")).isEqualTo("null");
            assertThat(second.output()).doesNotContain("WARN", "Exception");
        }
    }

    @Test
    void successorGoesOnWithTheSessions(LoginServers servers) throws Exception {
        Path store = servers.sandbox().file("sessions-take-over");
        Path war = servers.war(LoginWar.Level.EE10, LoginWar.Method.FORM);
        List<String> options = options(servers, store);
        Visitor visitor = servers.visitor(Server.LOGIN_NGINX, "root");
        Visitor late = servers.visitor(Server.LOGIN_NGINX, "root");
        try (ChildProcess first = servers.start(war, options)) {
            visitor.logIn("", "alice", "secret");
            assertThat(visitor.get(COUNT).fact("attributes")).startsWith("{count=1,");
            List<String> more = new ArrayList<>(options);
            more.add("--take-over");
            try (ChildProcess second = servers.startWhile(war, more, () -> {
                assertThat(visitor.get(COUNT).fact("user")).isEqualTo("alice");
                late.get("/public/a?count=1");
            })) {
                assertThat(visitor.get(COUNT).fact("attributes")).startsWith("{count=3,");
                LoginServers.stop(first);
                assertThat(visitor.get(COUNT).fact("attributes")).startsWith("{count=4,");
                assertThat(late.get("/public/a?count=1").fact("attributes")).startsWith("{count=2,");
                assertThat(second.output()).doesNotContain("WARN", "Exception");
            }
        }
    }

    /** Both are at the root of the same host, so a browser sends the cookie of the one to the other. */
    @Test
    void differentWarsInOneDirectoryDoNotMix(LoginServers servers) throws Exception {
        List<String> options = options(servers, servers.sandbox().file("sessions-two"));
        Visitor one = servers.visitor(Server.LOGIN_NGINX, "root");
        try (ChildProcess form = servers.start(servers.war(LoginWar.Level.EE10, LoginWar.Method.FORM), options);
                ChildProcess basic =
                        servers.startOther(servers.war(LoginWar.Level.EE10, LoginWar.Method.BASIC), options)) {
            one.logIn("", "alice", "secret");
            assertThat(one.get(COUNT).fact("attributes")).startsWith("{count=1,");
            Visitor other = servers.visitor(Server.LOGIN_NGINX, "other").withCookiesOf(one);
            Visitor.Page page = other.get("/public/a?count=1");
            assertThat(page.fact("user")).isEqualTo("null");
            assertThat(page.fact("attributes")).startsWith("{count=1,");
            assertThat(one.get(COUNT).fact("attributes")).startsWith("{count=2,");
            assertThat(form.output() + basic.output()).doesNotContain("WARN", "Exception");
        }
    }

    @Test
    void damagedSessionIsOneLineAndANewSession(LoginServers servers) throws Exception {
        Path store = servers.sandbox().file("sessions-damaged");
        Path war = servers.war(LoginWar.Level.EE10, LoginWar.Method.FORM);
        Visitor visitor = servers.visitor(Server.LOGIN_NGINX, "root");
        try (ChildProcess first = servers.start(war, options(servers, store))) {
            visitor.get("/public/a?count=1");
            LoginServers.stop(first);
        }
        Path file = sessions(store).get(0);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 5));
        try (ChildProcess second = servers.start(war, options(servers, store))) {
            assertThat(visitor.get("/public/a?count=1").fact("attributes")).startsWith("{count=1,");
            assertThat(visitor.get("/public/a?count=1").fact("attributes")).startsWith("{count=2,");
            assertThat(visitor.with("Cookie: JSESSIONID=../../../users.properties")
                            .get("/public/b")
                            .status())
                    .isEqualTo(200);
            assertThat(warnings(second))
                    .singleElement()
                    .asString()
                    .contains("A session of EE10-FORM.war", "can't be read and is dropped");
            assertThat(second.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void whatCannotBeWrittenStaysInMemory(LoginServers servers) throws Exception {
        Path store = servers.sandbox().file("sessions-memory");
        Path war = servers.war(LoginWar.Level.EE10, LoginWar.Method.FORM);
        Visitor visitor = servers.visitor(Server.LOGIN_NGINX, "root");
        try (ChildProcess backend = servers.start(war, options(servers, store))) {
            for (int i = 0; i < 3; i++) {
                assertThat(visitor.get("/public/a?keep=1").fact("attributes")).isEqualTo("{kept=thing}");
            }
            assertThat(warnings(backend))
                    .singleElement()
                    .asString()
                    .contains("kept in memory only", "isn't serializable");
            assertThat(backend.output()).doesNotContain("\tat ");
        }
    }

    private static List<String> options(LoginServers servers, Path store) {
        List<String> options = new ArrayList<>(servers.realm());
        options.addAll(List.of("--session-store", store.toString()));
        return options;
    }

    private static List<String> warnings(ChildProcess backend) {
        return backend.output()
                .lines()
                .filter(line -> line.contains("WARN") || line.contains("ERROR"))
                .toList();
    }

    private static List<Path> sessions(Path store) throws Exception {
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
