package org.gangway.launcher.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TouchWatchTest {
    @TempDir
    Path directory;

    private final List<Path> changes = new ArrayList<>();

    private TouchWatch watch(Path... files) {
        return new TouchWatch(() -> List.of(files), changes::add);
    }

    private static byte[] zip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("version.txt"));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private void look(TouchWatch watch, int times) {
        for (int i = 0; i < times; i++) {
            watch.look();
        }
    }

    @Test
    void nothingHappensWhileNothingChanges() throws Exception {
        Path file = Files.writeString(directory.resolve("touch"), "");
        look(watch(file, directory.resolve("never")), 5);
        assertThat(changes).isEmpty();
    }

    @Test
    void changeIsToldOnceWhenTheFileLooksTheSameTwice() throws Exception {
        Path file = Files.writeString(directory.resolve("touch"), "");
        TouchWatch watch = watch(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        watch.look();
        assertThat(changes).isEmpty();
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000_000));
        watch.look();
        assertThat(changes).isEmpty();
        look(watch, 3);
        assertThat(changes).containsExactly(file);
    }

    @Test
    void otherFileOfTheSameTimeAndSizeIsAChange() throws Exception {
        Path war = Files.write(directory.resolve("app.war"), zip("1"));
        Path other = Files.write(directory.resolve("other"), zip("2"));
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(war));
        TouchWatch watch = watch(war);
        Files.move(other, war, StandardCopyOption.REPLACE_EXISTING);
        look(watch, 3);
        assertThat(changes).containsExactly(war);
    }

    @Test
    void changeDuringTheStartIsSeen() throws Exception {
        Path war = Files.write(directory.resolve("app.war"), zip("1"));
        TouchWatch watch = watch(war);
        Files.write(war, zip("longer"));
        look(watch, 2);
        assertThat(changes).containsExactly(war);
    }

    @Test
    void archiveWithoutItsEndIsWaitedFor() throws Exception {
        byte[] content = zip("2 with some more");
        Path war = Files.write(directory.resolve("app.war"), zip("1"));
        TouchWatch watch = watch(war);
        for (int length : new int[] {0, 1, content.length / 2, content.length - 1}) {
            Files.write(war, Arrays.copyOf(content, length));
            look(watch, 3);
            assertThat(changes).as(length + " bytes").isEmpty();
        }
        Files.write(war, content);
        look(watch, 2);
        assertThat(changes).containsExactly(war);
    }

    @Test
    void fileThatIsGoneIsWaitedFor() throws Exception {
        Path war = Files.write(directory.resolve("app.war"), zip("1"));
        TouchWatch watch = watch(war);
        Path away = Files.move(war, directory.resolve("away"));
        look(watch, 3);
        Files.move(away, war);
        look(watch, 3);
        assertThat(changes).as("the same is back").isEmpty();
        Files.delete(war);
        look(watch, 3);
        Files.write(war, zip("2, longer"));
        look(watch, 2);
        assertThat(changes).containsExactly(war);
    }

    @Test
    void directoryOfWarsChangesWithWhatIsInIt() throws Exception {
        TouchWatch watch = watch(directory);
        Files.writeString(directory.resolve("README"), "no application");
        look(watch, 3);
        assertThat(changes).isEmpty();
        Path war = Files.write(directory.resolve("app.war"), zip("1"));
        look(watch, 3);
        assertThat(changes).hasSize(1);
        Files.write(war, zip("1, and more"));
        look(watch, 3);
        assertThat(changes).hasSize(2);
        Path webInf = Files.createDirectories(directory.resolve("shop/WEB-INF"));
        look(watch, 3);
        assertThat(changes).hasSize(3);
        Files.writeString(webInf.resolve("web.xml"), "<web-app/>");
        look(watch, 3);
        assertThat(changes).hasSize(4);
        Files.writeString(directory.resolve("shop/written-by-the-application"), "");
        look(watch, 3);
        assertThat(changes).hasSize(4);
        Files.delete(war);
        look(watch, 3);
        assertThat(changes).hasSize(5);
    }
}
