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

    @Test
    void hasTheNumberWhileOpenAndIsGoneAfterwards() throws Exception {
        try (PidFile file = PidFile.write(path)) {
            assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
            file.close();
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void isRefusedWhileItsProcessLives() throws Exception {
        try (PidFile file = PidFile.write(path)) {
            assertThat(file).isNotNull();
            assertThatThrownBy(() -> PidFile.clear(path))
                    .isInstanceOf(PidFile.InUseException.class)
                    .hasMessageContaining(
                            "belongs to process " + ProcessHandle.current().pid());
            assertThatThrownBy(() -> PidFile.write(path)).isInstanceOf(PidFile.InUseException.class);
            assertThat(path).exists();
        }
    }

    @Test
    void whatAProcessThatIsGoneLeftIsRemoved() throws Exception {
        // Another process may have that number by now: process 1 always runs.
        Files.writeString(path, "1\n");
        PidFile.clear(path);
        assertThat(path).doesNotExist();
    }

    @Test
    void theFileOfASuccessorStays() throws Exception {
        PidFile ours = PidFile.write(path);
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
