package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("ajp.secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"öpen sesame", "öpen sesame\n", "öpen sesame\r\n", " öpen sesame \n\n"})
    void onlyLine(String text) throws Exception {
        Files.writeString(file, text);

        assertThat(SecretFile.read(file)).isEqualTo("öpen sesame");
    }

    @Test
    void atTheLimit() throws Exception {
        String most = "x".repeat(1024);
        Files.writeString(file, most);
        assertThat(SecretFile.read(file)).isEqualTo(most);

        Files.writeString(file, most + "\n");
        assertRefused(" has more than 1024 bytes, leave only the secret in it");
    }

    @Test
    void wrongContent() throws Exception {
        Files.writeString(file, "");
        assertRefused(" is empty, write the secret into it");
        Files.writeString(file, " \n");
        assertRefused(" is empty, write the secret into it");
        Files.writeString(file, "mellon\nmellon\n");
        assertRefused(" has several lines, leave only the secret in it");
        Files.write(file, "mellon\u00FF".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(" is no text in UTF-8, leave only the secret in it");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> SecretFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + message);
    }

    @Test
    void noSuchFile() {
        assertThatThrownBy(() -> SecretFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no file " + file + ", write the secret into it");
    }

    @Test
    void unreadable() {
        file = directory;

        assertThatThrownBy(() -> SecretFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + " can't be read, give the path of a file that this process may read");
    }
}
