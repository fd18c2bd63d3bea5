package org.gangway.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    @TempDir
    Path directory;

    @Test
    void answersEachOrderAndIsGoneAfterwards() throws Exception {
        Path pidFile = directory.resolve("app.pid");
        try (ControlSocket socket = ControlSocket.open(pidFile, order -> "did " + order)) {
            assertThat(socket).isNotNull();
            assertThat(ControlSocket.ask(pidFile, "reload")).isEqualTo("did reload");
            assertThat(ControlSocket.ask(pidFile, "again\n")).isEqualTo("did again ");
        }
        assertThat(directory).isEmptyDirectory();
        assertThatThrownBy(() -> ControlSocket.ask(pidFile, "reload")).isInstanceOf(IOException.class);
    }

    @Test
    void onlyItsUserMayConnect() throws Exception {
        Path pidFile = directory.resolve("app.pid");
        try (ControlSocket socket = ControlSocket.open(pidFile, order -> "")) {
            assertThat(socket).isNotNull();
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("app.pid.control"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theSocketOfAKilledProcessIsReplaced() throws Exception {
        Path pidFile = directory.resolve("app.pid");
        Files.writeString(directory.resolve("app.pid.control"), "stale");
        try (ControlSocket socket = ControlSocket.open(pidFile, order -> "ok")) {
            assertThat(socket).isNotNull();
            assertThat(ControlSocket.ask(pidFile, "reload")).isEqualTo("ok");
        }
    }
}
