package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {
    @TempDir
    Path directory;

    private static void fill(Path application) throws Exception {
        Files.createDirectories(application.resolve("webapp"));
        Files.writeString(application.resolve("webapp/index.html"), "hello");
    }

    @Test
    void temporaryDirectoryGoesAtTheEnd() throws Exception {
        WorkDirectory work = WorkDirectory.open(null);
        fill(work.of("shop"));
        Path path = work.of("shop").getParent();
        assertThat(path.getFileName().toString()).startsWith("gangway-");

        work.close();
        assertThat(path).doesNotExist();
        work.close();
    }

    @Test
    void givenDirectoryStaysAndIsEmptied() throws Exception {
        Path given = directory.resolve("a/b");
        try (WorkDirectory work = WorkDirectory.open(given)) {
            fill(work.of("shop"));
            assertThat(given.toRealPath().resolve("shop/webapp/index.html")).exists();
        }
        assertThat(given).isDirectoryNotContaining("glob:**shop");

        fill(given.resolve("left-by-a-killed-process"));
        try (WorkDirectory work = WorkDirectory.open(given)) {
            assertThat(work.of("left-by-a-killed-process")).doesNotExist();
        }
    }

    @Test
    void directoryOfSomebodyElseIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("mine"), "x");

        assertThatThrownBy(() -> WorkDirectory.open(directory))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has files that Gangway didn't make");
        assertThat(file).exists();
        assertThatThrownBy(() -> WorkDirectory.open(file)).hasMessageStartingWith("cannot use --work-dir " + file);
    }

    @Test
    void directoryInUseIsRefused() throws Exception {
        try (WorkDirectory work = WorkDirectory.open(directory)) {
            fill(work.of("shop"));

            assertThatThrownBy(() -> WorkDirectory.open(directory)).hasMessageContaining("in use by another process");
            assertThat(work.of("shop")).exists();
        }
    }

    @Test
    void linksAreNotFollowedWhenItIsEmptied() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "x");
        try (WorkDirectory work = WorkDirectory.open(directory.resolve("work"))) {
            Files.createDirectories(work.of("shop"));
            Files.createSymbolicLink(work.of("shop").resolve("link"), outside);
        }
        assertThat(outside.resolve("file")).exists();
        assertThat(directory.resolve("work/shop")).doesNotExist();
    }
}
