package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --debug}: what a client reads of a request that failed. */
class DebugPageTest {
    @TempDir
    Path directory;

    @AfterEach
    void logAsBefore() throws Exception {
        RunCommand.parse(directory.resolve("app.war").toString(), "--port=0").plan(() -> null, Map.of());
    }

    private Answer failure(String... options) throws Exception {
        Path socket = directory.resolve("x.sock");
        List<String> arguments =
                new ArrayList<>(List.of(directory.resolve("app.war").toString(), "--socket=" + socket));
        arguments.addAll(List.of(options));
        try (GatewayServer server = new GatewayServer(
                RunCommand.parse(arguments.toArray(String[]::new)).plan(() -> null, Map.of()))) {
            server.start();
            return WebServer.get(socket, "/probe/?hold=/not/there");
        }
    }

    @ParameterizedTest
    @CsvSource({"ee8", "ee10", "ee11"})
    void stackTraceIsShownOnRequestOnly(String level) throws Exception {
        WarBuilder war = new WarBuilder();
        if (level.equals("ee8")) {
            war.descriptor(WarBuilder.javaxDescriptor("4.0")).javaxProbe();
        } else {
            war.descriptor(WarBuilder.jakartaDescriptor(level.equals("ee10") ? "6.0" : "6.1"))
                    .probe();
        }
        war.pack(directory.resolve("app.war"));

        Answer shown = failure("--ee=" + level, "--debug");
        assertThat(shown.status()).isEqualTo(500);
        assertThat(shown.bodyText())
                .contains("java.nio.file.NoSuchFileException: /not/there/entered")
                .containsPattern("at .*ProbeServlet\\.doGet");

        Answer hidden = failure("--ee=" + level);
        assertThat(hidden.status()).isEqualTo(500);
        assertThat(hidden.bodyText())
                .contains("500")
                .doesNotContainPattern("at \\S+\\(")
                .doesNotContain("ProbeServlet.do");
    }
}
