package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gangway.request.SendfilePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendfileOptionsTest {
    @TempDir
    Path directory;

    @Test
    void offByDefault() {
        assertThat(RunCommand.parse("app.war").server.sendfile.policy).isEqualTo(SendfilePolicy.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-sendfile", "lighttpd", "x-accel-redirect:/files/", "none"})
    void understood(String value) {
        assertThat(RunCommand.parse("--sendfile", value, "app.war").server.sendfile.policy)
                .isEqualTo(SendfilePolicy.parse(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "x-accel-redirect", "x-accel-redirect:files", "x-sendfile:/files/"})
    void refusedInOneLine(String value) {
        assertThat(errorOf("run", "--sendfile", value, directory.toString()))
                .singleElement()
                .asString()
                .startsWith("gangway: ")
                .contains("--sendfile");
    }

    @Test
    void aPackedWarNeedsAWorkDirectory() throws Exception {
        String war = new WarBuilder()
                .descriptor(WarBuilder.jakartaDescriptor("6.0"))
                .pack(directory.resolve("app.war"))
                .toString();

        assertThat(errorOf("run", "--sendfile", "x-sendfile", "--port", "0", war))
                .singleElement()
                .asString()
                .contains("--work-dir");
    }

    @Test
    void whatTheWebServerCanReachIsFine() throws Exception {
        Path unpacked = Files.createDirectories(directory.resolve("app"));
        SendfileOptions options = RunCommand.parse("--sendfile", "x-sendfile", "app.war").server.sendfile;

        assertThatCode(() -> {
                    options.check(unpacked, null);
                    options.check(directory.resolve("app.war"), directory);
                    RunCommand.parse("app.war").server.sendfile.check(directory.resolve("app.war"), null);
                })
                .doesNotThrowAnyException();
    }

    private static Iterable<String> errorOf(String... arguments) {
        StringWriter err = new StringWriter();
        GangwayCommand.execute(arguments, new PrintWriter(new StringWriter()), new PrintWriter(err, true));
        return err.toString().lines().toList();
    }
}
