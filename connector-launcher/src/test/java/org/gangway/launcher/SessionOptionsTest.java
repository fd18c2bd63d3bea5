package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionOptionsTest {
    @TempDir
    Path directory;

    private SessionStore store(String where) throws UserError {
        SessionOptions options = new SessionOptions();
        options.sessionStore = where;
        return options.store(Map.of(), directory);
    }

    @Test
    void sessionsAreInMemoryByDefault() throws Exception {
        Server server = new Server();
        new SessionOptions().sessions(Map.of(), directory, false).applyTo(server);
        assertThat(store(null)).isNull();
        assertThat(server.getBean(SessionStore.class)).isNull();
    }

    @Test
    void directoryIsMadeForThisUserOnly() throws Exception {
        Path wanted = directory.resolve("a/b");
        Server server = new Server();
        store(wanted.toString()).addTo(server);
        assertThat(server.getBean(SessionStore.class)).hasToString(wanted.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(wanted)))
                .isEqualTo("rwx------");
        assertThat(wanted).isEmptyDirectory();
    }

    @Test
    void directoryThatOthersMayWriteToIsRefused() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> store(open.toString()).addTo(new Server()))
                .hasMessage("other users may write to the session directory " + open
                        + "; name one that only this user may write to with --session-store");
    }

    @Test
    void fileInPlaceOfTheDirectoryFails() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> store(file.toString()).addTo(new Server()))
                .hasMessageStartingWith("cannot write to the session directory " + file + " (it is a file); ");
    }

    @Test
    void passwordDoesNotBelongOnTheCommandLine() {
        assertThatThrownBy(() -> store("jdbc:postgresql://db/x?user=a&Password=xyzzy"))
                .isInstanceOfSatisfying(
                        UserError.class, error -> assertThat(error.exitStatus()).isEqualTo(UserError.USAGE))
                .hasMessageContaining("give the password in the environment variable GANGWAY_SESSION_STORE_PASSWORD")
                .hasMessageNotContaining("xyzzy");
        assertThatThrownBy(() -> store(" ")).hasMessageStartingWith("--session-store is empty; ");
    }

    @Test
    void driverThatIsMissingIsNamedWithoutTheOptionsOfTheUrl() {
        assertThatThrownBy(() -> store("jdbc:nodb://db/x?a=b").addTo(new Server()))
                .hasMessage("there is no JDBC driver for --session-store jdbc:nodb://db/x; put its jar into "
                        + directory.resolve("lib/ext"));
    }

    @Test
    void keyTellsWarsAndContextPathsApart() {
        String key = SessionStore.key(Path.of("/srv/a/shop.war"), "/");
        assertThat(key).matches("shop\\.war-[0-9a-f]{16}");
        assertThat(SessionStore.key(Path.of("/srv/a/shop.war"), "/")).isEqualTo(key);
        assertThat(SessionStore.key(Path.of("/srv/b/shop.war"), "/")).isNotEqualTo(key);
        assertThat(SessionStore.key(Path.of("/srv/a/shop.war"), "/shop")).isNotEqualTo(key);
        assertThat(SessionStore.key(Path.of("/srv/" + "é/../'\"".repeat(30) + "x".repeat(99)), "/"))
                .matches("[A-Za-z0-9._-]{1,60}");
    }
}
