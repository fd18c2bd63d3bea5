package org.gangway.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("app.pid");
    }

    private PidFile write() throws Exception {
        PidFile file = PidFile.reserve(path, null);
        file.publish();
        return file;
    }

    @Test
    void hasTheNumberWhileOpenAndIsGoneAfterwards() throws Exception {
        try (PidFile file = write()) {
            assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
            file.close();
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void isHiddenUntilTheProcessIsReady() throws Exception {
        try (PidFile file = PidFile.reserve(path, null)) {
            assertThat(path).doesNotExist();
            file.close();
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void ofTwoThatStartOneIsRefusedBeforeItIsReady() throws Exception {
        try (PidFile first = PidFile.reserve(path, null)) {
            assertThatThrownBy(() -> PidFile.reserve(path, null)).isInstanceOf(PidFile.InUseException.class);
            first.publish();
            assertThat(path).exists();
        }
    }

    @Test
    void isRefusedWhileItsProcessLives() throws Exception {
        try (PidFile file = write()) {
            assertThat(file).isNotNull();
            assertThatThrownBy(() -> PidFile.check(path))
                    .isInstanceOf(PidFile.InUseException.class)
                    .hasMessageContaining(
                            "belongs to process " + ProcessHandle.current().pid());
            assertThatThrownBy(() -> PidFile.reserve(path, null)).isInstanceOf(PidFile.InUseException.class);
            assertThat(directory.toFile().list()).containsExactly("app.pid");
        }
    }

    @Test
    void whatProcessesThatAreGoneLeftIsTakenOver() throws Exception {
        // Another process may have that number by now: process 1 always runs.
        Files.writeString(path, "1\n");
        Files.writeString(path.resolveSibling(".app.pid.new"), "47110815\n");
        try (PidFile file = write()) {
            assertThat(file).isNotNull();
            assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theFileOfASuccessorStays() throws Exception {
        PidFile ours = write();
        Files.delete(path);
        Files.writeString(path, "4711\n");

        ours.close();

        assertThat(PidFile.read(path)).isEqualTo(4711);
    }

    @Test
    void garbageIsNoNumber() throws Exception {
        Files.writeString(path, "hello");
        assertThatThrownBy(() -> PidFile.read(path)).hasMessage("there is no process number in it");
    }
}
