package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.UnreadableSessionDataException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionFilesTest {
    private static final long HOUR = 3_600_000;

    @TempDir
    Path root;

    private SessionFiles files;

    @BeforeEach
    void start() throws Exception {
        files = open("app");
    }

    private SessionFiles open(String key) throws Exception {
        SessionFiles opened = new SessionFiles(root, key);
        opened.initialize(new SessionContext() {});
        opened.start();
        return opened;
    }

    @AfterEach
    void stop() throws Exception {
        files.stop();
    }

    private SessionData data(String id, long expiry) {
        SessionData data = files.newSessionData(id, 1, 2, 3, HOUR);
        data.setExpiry(expiry);
        data.setCookieSet(4);
        data.setAttribute("text", "value of " + id);
        return data;
    }

    private Path file(String id) {
        return root.resolve("app").resolve(id + ".session");
    }

    @Test
    void sessionComesBackAsItWas() throws Exception {
        long expiry = System.currentTimeMillis() + HOUR;
        files.store("node0a", data("node0a", expiry));
        SessionData loaded = open("app").load("node0a");
        assertThat(loaded.getCreated()).isEqualTo(1);
        assertThat(loaded.getAccessed()).isEqualTo(2);
        assertThat(loaded.getLastAccessed()).isEqualTo(3);
        assertThat(loaded.getCookieSet()).isEqualTo(4);
        assertThat(loaded.getExpiry()).isEqualTo(expiry);
        assertThat(loaded.getMaxInactiveMs()).isEqualTo(HOUR);
        assertThat(loaded.getLastSaved()).isPositive();
        assertThat(loaded.getAttribute("text")).isEqualTo("value of node0a");
        assertThat(files.exists("node0a")).isTrue();
        assertThat(open("other").load("node0a")).isNull();
    }

    @Test
    void otherProcessSeesEachChangeAtOnce() throws Exception {
        SessionFiles other = open("app");
        SessionData data = data("node0a", 0);
        files.store("node0a", data);
        assertThat(other.load("node0a").getAttribute("text")).isEqualTo("value of node0a");
        data.setAttribute("text", "new");
        data.setDirty(true);
        files.store("node0a", data);
        assertThat(other.load("node0a").getAttribute("text")).isEqualTo("new");
        assertThat(other.delete("node0a")).isTrue();
        assertThat(files.load("node0a")).isNull();
        assertThat(files.delete("node0a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../app/node0a", "a/b", "a.b", "a\u0000b", "node0a.session"})
    void idThatIsNoFileNameIsNoSession(String id) throws Exception {
        files.store("node0a", data("node0a", 0));
        assertThat(files.load(id)).isNull();
        assertThat(files.exists(id)).isFalse();
        assertThat(files.delete(id)).isFalse();
        assertThatThrownBy(() -> files.doStore(id, data(id, 0), 0)).hasMessageContaining("can't be a file name");
        assertThat(files.exists("node0a")).isTrue();
    }

    @Test
    void damagedFilesAreUnreadable() throws Exception {
        files.store("node0a", data("node0a", 0));
        byte[] whole = Files.readAllBytes(file("node0a"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file("node0a"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> files.load("node0a")).isInstanceOf(UnreadableSessionDataException.class);
        }
        Files.writeString(file("node0a"), "something else of some length, which is no session at all");
        assertThatThrownBy(() -> files.load("node0a")).isInstanceOf(UnreadableSessionDataException.class);
        assertThat(files.exists("node0a")).isFalse();
    }

    @Test
    void sessionThatCannotBeWrittenLeavesTheOldFile() throws Exception {
        SessionData data = data("node0a", 0);
        files.store("node0a", data);
        data.setAttribute("thread", new Thread());
        data.setDirty(true);
        assertThatThrownBy(() -> files.store("node0a", data)).isInstanceOf(NotSerializableException.class);
        assertThat(files.load("node0a").getAttribute("text")).isEqualTo("value of node0a");
        try (Stream<Path> left = Files.list(root.resolve("app"))) {
            assertThat(left).containsExactly(file("node0a"));
        }
    }

    @Test
    void expiredSessionsAreFoundAndOthersAreNot() throws Exception {
        long now = System.currentTimeMillis();
        files.store("old", data("old", now - HOUR));
        files.store("young", data("young", now + HOUR));
        files.store("immortal", data("immortal", 0));
        assertThat(files.doCheckExpired(Set.of("old", "young", "immortal", "gone", "../x"), now))
                .containsExactlyInAnyOrder("old", "gone", "../x");
        assertThat(files.doGetExpired(now)).containsExactly("old");
        assertThat(files.doGetExpired(now - 2 * HOUR)).isEmpty();
        assertThat(files.exists("old")).isFalse();
        assertThat(files.exists("immortal")).isTrue();
    }

    @Test
    void sweepTakesWhatNobodyServesAnyMore() throws Exception {
        long now = System.currentTimeMillis();
        SessionFiles gone = open("gone");
        gone.store("old", data("old", now - HOUR));
        gone.store("young", data("young", now + HOUR));
        Path torn = Files.createFile(root.resolve("gone/1.tmp"));
        Path fresh = Files.createFile(root.resolve("gone/2.tmp"));
        Files.setLastModifiedTime(torn, FileTime.fromMillis(now - HOUR));
        files.doCleanOrphans(now - HOUR / 2);
        assertThat(torn).doesNotExist();
        assertThat(fresh).exists();
        assertThat(gone.load("old")).isNull();
        assertThat(gone.load("young")).isNotNull();
    }
}
