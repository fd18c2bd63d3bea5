package org.gangway.launcher.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassageTest {
    private static final String USER = "nobody";

    @TempDir
    Path directory;

    private Path inner;
    private Path file;

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        assumeTrue(Passage.closed(USER, List.of(directory.getParent())) == null, "the temporary directory is closed");
        inner = Files.createDirectory(directory.resolve("in ner"));
        file = Files.writeString(inner.resolve("shop.war"), "");
        allow(directory, "rwx--x--x");
        allow(inner, "rwx--x--x");
        allow(file, "rw-r--r--");
    }

    private static void allow(Path file, String permissions) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void isOpenWhereTheUserMayPassAndRead() throws Exception {
        assertThat(Passage.closed(USER, List.of(inner, file))).isNull();
    }

    @Test
    void namesTheDirectoryThatIsClosed() throws Exception {
        allow(directory, "rwx------");
        allow(file, "rw-------");

        assertThat(Passage.closed(USER, List.of(file))).isEqualTo(directory);
    }

    @Test
    void namesTheFileThatIsClosed() throws Exception {
        allow(file, "rw-r-----");

        assertThat(Passage.closed(USER, List.of(directory, file))).isEqualTo(file);
    }

    @Test
    void knowsNothingOfAUserWhoIsNot() throws Exception {
        assertThat(Passage.closed("no-such-user", List.of(file))).isNull();
    }
}
