package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions outlive the process in a database: {@code --session-store jdbc:postgresql://...}. */
@ExtendWith(LoginServers.Parameter.class)
class SessionDatabaseIT {
    private static final String COUNT = "/private/a?count=1";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("GANGWAY_SESSION_STORE_USER", Postgres.USER, "GANGWAY_SESSION_STORE_PASSWORD", Postgres.PASSWORD);

    private static Postgres shared;

    @AfterAll
    static void close() {
        if (shared != null) {
            shared.close();
        }
    }

    private static Postgres shared(LoginServers servers) {
        if (shared == null) {
            shared = postgres(servers, "postgres");
        }
        return shared;
    }

    private static Postgres postgres(LoginServers servers, String name) {
        Postgres.missing().ifPresent(LoginServers::skip);
        servers.installDriver();
        return new Postgres(servers.sandbox().directory(name));
    }

    @ParameterizedTest
    @EnumSource(LoginWar.Level.class)
    void loginAndAttributesSurviveRestart(LoginWar.Level level, LoginServers servers) throws Exception {
        Postgres database = shared(servers);
        Path war = servers.war(level, LoginWar.Method.FORM);
        List<String> options = options(servers, database.url());
        Visitor visitor = servers.visitor(Server.LOGIN_NGINX, "root");
        try (ChildProcess first = servers.start(war, options, ENVIRONMENT)) {
            visitor.logIn("", "alice", "secret");
            assertThat(visitor.get(COUNT).fact("attributes")).startsWith("{count=1,");
            assertThat(names(database))
                    .filteredOn(name -> name.startsWith(level + "-FORM.war-"))
                    .hasSize(1);
            LoginServers.stop(first);
        }
        try (ChildProcess second = servers.start(war, options, ENVIRONMENT)) {
            Visitor.Page page = visitor.get(COUNT);
            assertThat(page.fact("user")).isEqualTo("alice");
            assertThat(page.fact("attributes")).startsWith("{count=2,");
            visitor.get("/private/a?logout=1");
            assertThat(visitor.get(COUNT).location()).startsWith("/login.jsp");
            assertThat(second.output()).doesNotContain("WARN", "Exception");
            LoginServers.stop(second);
        }
    }

    @Test
    void requestsAreServedWhileTheDatabaseIsDown(LoginServers servers) throws Exception {
        Postgres database = postgres(servers, "postgres-down");
        try (database) {
            Path war = servers.war(LoginWar.Level.EE10, LoginWar.Method.FORM);
            Visitor visitor = servers.visitor(Server.LOGIN_NGINX, "root");
            try (ChildProcess backend = servers.start(war, options(servers, database.url()), ENVIRONMENT)) {
                assertThat(visitor.get("/public/a?count=1").fact("attributes")).startsWith("{count=1,");
                database.close();
                for (int i = 2; i < 6; i++) {
                    assertThat(visitor.get("/public/a?count=1").fact("attributes"))
                            .startsWith("{count=" + i + ",");
                }
                assertThat(backend.output().lines().filter(line -> line.contains("WARN")))
                        .singleElement()
                        .asString()
                        .contains("can't be written", "they are kept in memory");
                assertThat(backend.output()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void databaseThatIsDownAtStartIsOneLine(LoginServers servers) throws Exception {
        FreePorts free = new FreePorts();
        int port = free.of("nobody listens");
        free.release();
        assertUnreachable(servers, port);
    }

    @Test
    void databaseThatDoesNotAnswerAtStartIsOneLine(LoginServers servers) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertUnreachable(servers, silent.getLocalPort());
        }
    }

    private static void assertUnreachable(LoginServers servers, int port) {
        servers.installDriver();
        String war = servers.war(LoginWar.Level.EE10, LoginWar.Method.FORM).toString();
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/sessions";
        assertThat(run(servers, ENVIRONMENT, war, "--port", "0", "--session-store", url))
                .singleElement()
                .asString()
                .startsWith("gangway: cannot reach the database of --session-store " + url + " (")
                .contains("GANGWAY_SESSION_STORE_PASSWORD");
    }

    @Test
    void driverThatIsMissingIsOneLine(LoginServers servers) {
        String war = servers.war(LoginWar.Level.EE10, LoginWar.Method.FORM).toString();
        assertThat(run(servers, Map.of(), war, "--port", "0", "--session-store", "jdbc:nodb://x/y?option=1"))
                .singleElement()
                .asString()
                .startsWith("gangway: there is no JDBC driver for --session-store jdbc:nodb://x/y; put its jar into ")
                .endsWith("lib/ext");
    }

    private static List<String> run(LoginServers servers, Map<String, String> environment, String... arguments) {
        try (ChildProcess process = servers.run(List.of(arguments), environment)) {
            assertThat(process.awaitEnd()).isEqualTo(1);
            return process.output().lines().toList();
        }
    }

    private static List<String> options(LoginServers servers, String url) {
        List<String> options = new ArrayList<>(servers.realm());
        options.addAll(List.of("--session-store", url));
        return options;
    }

    private static List<String> names(Postgres database) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.url(), Postgres.USER, Postgres.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select contextPath from JettySessions")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }
}
