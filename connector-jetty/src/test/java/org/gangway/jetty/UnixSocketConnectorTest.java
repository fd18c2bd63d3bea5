package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixSocketConnectorTest {
    @TempDir
    Path directory;

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertRefused(TestServer server, String... parts) throws Exception {
        try (server) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(BindException.class)
                    .message()
                    .contains(parts)
                    .doesNotContain("\n");
        }
    }

    /** A socket file that a server left behind. */
    private static void leaveStale(Path path) throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
    }

    @Test
    void servesAndRemovesItsFile() throws Exception {
        Path path = directory.resolve("s");
        try (TestServer server = new TestServer("one", path).start()) {
            assertThat(SocketClient.get(path)).isEqualTo("one at " + path);
            assertThat(files()).containsExactly("s");
            assertThat(mode(path)).isEqualTo("rw-rw----");
            assertThat(server.connector.getLocalSocketAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
            assertThat(server.connector.getTransport()).isInstanceOf(ServerSocketChannel.class);
            assertThat(server.connector.toString()).contains(path.toString());
            assertThat(server.connector.dump()).contains(path.toString(), "mode 0660");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void startsAgainAfterAStop() throws Exception {
        Path path = directory.resolve("s");
        try (TestServer server = new TestServer("one", path).start()) {
            server.server.stop();
            assertThat(path).doesNotExist();
            server.server.start();
            assertThat(SocketClient.get(path)).startsWith("one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0600", "0666", "660", "0000", "0777"})
    void r38GivesTheFileItsMode(String mode) throws Exception {
        Path path = directory.resolve("s");
        TestServer server = new TestServer("one", path);
        server.connector.setMode(mode);
        try (server) {
            server.start();
            int bits = (int) Files.getAttribute(path, "unix:mode") & 07777;
            assertThat(bits).isEqualTo(Integer.parseInt(mode, 8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rw-rw----", "0888", "1777", "-1", "0o660"})
    void refusesWhatIsNoMode(String mode) {
        UnixSocketConnector connector = new TestServer("one", null).connector;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> connector.setMode(mode))
                .withMessageContaining("'" + mode + "'")
                .withMessageContaining("0660");
    }

    @Test
    void r38IsUnseenWithItsModeUntilStarted() throws Exception {
        Path path = directory.resolve("s");
        TestServer server = new TestServer("one", path);
        server.connector.setMode("0640");
        try (server) {
            server.connector.open();
            assertThat(path).doesNotExist();
            Path hiding = directory.resolve(files().get(0));
            assertThat(mode(hiding)).isEqualTo("rwx------");
            assertThat(mode(hiding.resolve("s"))).isEqualTo("rw-r-----");
            server.start();
            assertThat(files()).containsExactly("s");
            assertThat(mode(path)).isEqualTo("rw-r-----");
        }
    }

    @Test
    void closeGivesUpWhatOpenTook() throws Exception {
        try (TestServer server = new TestServer("one", directory.resolve("s"))) {
            server.connector.open();
            assertThat(files()).isNotEmpty();
            server.connector.close();
            assertThat(files()).isEmpty();
            server.start();
            server.connector.close();
            assertThat(SocketClient.get(directory.resolve("s"))).startsWith("one");
        }
    }

    @Test
    void givesTheFileToAUserAndAGroup() throws Exception {
        assumeTrue(isRoot(), "only root may give files away");
        Path path = directory.resolve("s");
        TestServer server = new TestServer("one", path);
        server.connector.setOwner("daemon");
        server.connector.setGroup("nogroup");
        try (server) {
            server.start();
            PosixFileAttributes file = Files.readAttributes(path, PosixFileAttributes.class);
            assertThat(file.owner().getName()).isEqualTo("daemon");
            assertThat(file.group().getName()).isEqualTo("nogroup");
            assertThat(mode(path)).isEqualTo("rw-rw----");
        }
    }

    @Test
    void takesNumbersForUserAndGroup() throws Exception {
        Path path = directory.resolve("s");
        TestServer server = new TestServer("one", path);
        int uid = isRoot() ? 54321 : (int) Files.getAttribute(directory, "unix:uid");
        int gid = isRoot() ? 54322 : (int) Files.getAttribute(directory, "unix:gid");
        server.connector.setOwner(Integer.toString(uid));
        server.connector.setGroup(Integer.toString(gid));
        try (server) {
            server.start();
            assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(uid);
            assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(gid);
        }
    }

    @Test
    void saysWhoMayGiveFilesAway() throws Exception {
        assumeTrue(!isRoot(), "root may give files away");
        TestServer server = new TestServer("one", directory.resolve("s"));
        server.connector.setOwner("root");
        assertRefused(server, "to user root", "only root may");
        TestServer other = new TestServer("one", directory.resolve("s"));
        other.connector.setGroup("root");
        assertRefused(other, "to group root", "member of the group");
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesAnUnknownUserOrGroup() throws Exception {
        TestServer server = new TestServer("one", directory.resolve("s"));
        server.connector.setOwner("no-such-user");
        assertRefused(server, "'no-such-user'", "unknown");
        TestServer other = new TestServer("one", directory.resolve("s"));
        other.connector.setGroup("no-such-group");
        assertRefused(other, "'no-such-group'", "unknown");
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 40})
    void serves107BytesOfPath(int nameLength) throws Exception {
        int fill = 107 - directory.toString().length() - nameLength - 2;
        assumeTrue(fill >= 0, "the temporary directory leaves no room");
        Path deep = fill == 0 ? directory : Files.createDirectory(directory.resolve("d".repeat(fill)));
        Path path = Path.of(deep + "/" + "n".repeat(nameLength + (fill == 0 ? 1 : 0)));
        assertThat(path.toString()).hasSize(107);
        // The JDK connects to 106 bytes at most; other programs to 107.
        Path link = Files.createSymbolicLink(directory.resolve("l"), path);
        try (TestServer server = new TestServer("long", path).start()) {
            assertThat(SocketClient.get(link)).isEqualTo("long at " + path);
            assertRefused(new TestServer("two", path), "already in use");
            assertThat(server.connector.isRunning()).isTrue();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void refuses108BytesOfPath() throws Exception {
        Path path = directory.resolve("n".repeat(107 - directory.toString().length()));
        assertRefused(new TestServer("one", path), "108 bytes", "107", "/run", path.toString());
        Path umlauts = directory.resolve("\u00e4".repeat(54));
        assertRefused(new TestServer("one", umlauts), (directory.toString().length() + 1 + 108) + " bytes");
    }

    @Test
    void refusesToStartWithoutAPath() throws Exception {
        assertRefused(new TestServer("one", null), "no socket path", "unixDomainPath");
        assertRefused(new TestServer("one", Path.of("")), "no socket path");
    }

    @Test
    void saysWhatIsWrongWithTheDirectory() throws Exception {
        assertRefused(new TestServer("one", directory.resolve("no/s")), "doesn't exist", "mkdir -p");
        Path file = Files.createFile(directory.resolve("file"));
        assertRefused(new TestServer("one", file.resolve("s")), "isn't a directory");
    }

    @Test
    void saysThatTheDirectoryIsNotWritable() throws Exception {
        assumeTrue(!isRoot(), "root may write everywhere");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        try {
            assertRefused(new TestServer("one", directory.resolve("s")), "isn't writable", directory.toString());
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void saysThatTheFileSystemIsReadOnly() throws Exception {
        Path readOnly = Path.of("/sys/fs");
        assumeTrue(
                Files.isDirectory(readOnly)
                        && isRoot()
                        && Files.getFileStore(readOnly).isReadOnly(),
                "no file system here is known to be read-only");
        assertRefused(new TestServer("one", readOnly.resolve("s")), "read-only", "/run");
    }

    @Test
    void r38ReplacesAStaleFile() throws Exception {
        Path path = directory.resolve("s");
        leaveStale(path);
        try (TestServer server = new TestServer("new", path).start()) {
            assertThat(server.connector.isRunning()).isTrue();
            assertThat(SocketClient.get(path)).startsWith("new");
            assertThat(mode(path)).isEqualTo("rw-rw----");
        }
    }

    @Test
    void leavesARunningServerAlone() throws Exception {
        Path path = directory.resolve("s");
        try (TestServer server = new TestServer("first", path).start()) {
            assertRefused(
                    new TestServer("second", path), path + " is already in use by a running server", "another path");
            assertThat(server.connector.isRunning()).isTrue();
            assertThat(SocketClient.get(path)).startsWith("first");
            assertThat(files()).containsExactly("s");
        }
    }

    @Test
    void doesNotHangOnARunningServerWithAFullQueue() throws Exception {
        Path path = directory.resolve("s");
        List<SocketChannel> clients = new ArrayList<>();
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(path), 1);
            boolean room = true;
            while (room) {
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                client.configureBlocking(false);
                clients.add(client);
                try {
                    room = client.connect(UnixDomainSocketAddress.of(path));
                } catch (IOException full) {
                    room = false;
                }
            }
            assertRefused(new TestServer("one", path), path.toString(), "stop it");
            TestServer successor = new TestServer("two", path);
            successor.connector.setTakeOver(true);
            try (successor) {
                successor.start();
                assertThat(SocketClient.get(path)).startsWith("two");
            }
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    void neverTouchesWhatIsNoSocket() throws Exception {
        Path path = directory.resolve("s");
        Files.writeString(path, "precious");
        TestServer server = new TestServer("one", path);
        server.connector.setTakeOver(true);
        assertRefused(server, path + " exists and isn't a socket");
        assertThat(path).hasContent("precious");

        Path link = Files.createSymbolicLink(directory.resolve("l"), path);
        assertRefused(new TestServer("one", link), "isn't a socket");
        assertThat(link).isSymbolicLink();
        Path sub = Files.createDirectory(directory.resolve("d"));
        assertRefused(new TestServer("one", sub), "isn't a socket");
        assertThat(sub).isDirectory();
    }

    @Test
    void r38LeavesTheFileThatCameAfterIt() throws Exception {
        Path path = directory.resolve("s");
        TestServer old = new TestServer("old", path).start();
        TestServer successor = new TestServer("new", path);
        successor.connector.setTakeOver(true);
        try (successor) {
            try (old) {
                successor.start();
                assertThat(SocketClient.get(path)).startsWith("new");
            }
            assertThat(SocketClient.get(path)).startsWith("new");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void leavesAForeignFileThatReplacedItsOwn() throws Exception {
        Path path = directory.resolve("s");
        try (TestServer server = new TestServer("one", path).start()) {
            assertThat(server.connector.isRunning()).isTrue();
            Files.delete(path);
            Files.writeString(path, "foreign");
        }
        assertThat(path).hasContent("foreign");
    }

    @Test
    void aFailedStartLeavesNothingBehind() throws Exception {
        Path path = directory.resolve("s");
        try (TestServer first = new TestServer("first", path).start()) {
            TestServer second = new TestServer("second", path);
            second.connector.setTakeOver(true);
            second.connector.setDefaultProtocol("no-such-protocol");
            try (second) {
                assertThatThrownBy(second::start).isInstanceOf(IllegalStateException.class);
            }
            assertThat(files()).containsExactly("s");
            assertThat(SocketClient.get(path)).startsWith("first");
            assertThat(first.connector.isRunning()).isTrue();
        }
    }

    @Test
    void anErrorAtPublishingStopsTheAcceptors() throws Exception {
        Path path = directory.resolve("s");
        try (TestServer server = new TestServer("one", path)) {
            server.connector.open();
            Files.writeString(path, "came in between");
            assertThatThrownBy(server::start).isInstanceOf(BindException.class).hasMessageContaining("isn't a socket");
            assertThat(files()).containsExactly("s");
            assertThat(path).hasContent("came in between");
            assertThat(server.connector.getLocalSocketAddress()).isNull();
        }
    }

    @Test
    void isSetByJettyXml() throws Exception {
        Path path = directory.resolve("s");
        Path xml = Files.writeString(directory.resolve("connector.xml"), """
                <?xml version="1.0"?>
                <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
                <Configure class="org.gangway.jetty.UnixSocketConnector">
                  <Set name="unixDomainPath">%s</Set>
                  <Set name="mode">0606</Set>
                  <Set name="acceptQueueSize">7</Set>
                  <Set name="takeOver">true</Set>
                </Configure>
                """.formatted(path));
        try (TestServer server = new TestServer("xml", null)) {
            new XmlConfiguration(ResourceFactory.root().newResource(xml)).configure(server.connector);
            server.start();
            assertThat(SocketClient.get(path)).startsWith("xml");
            assertThat(mode(path)).isEqualTo("rw----rw-");
            assertThat(server.connector.getAcceptQueueSize()).isEqualTo(7);
        }
    }

    @Test
    void r39ServesTheUsersAndGroupsOnItsList() throws Exception {
        Path path = directory.resolve("s");
        PosixFileAttributes own = Files.readAttributes(directory, PosixFileAttributes.class);
        for (String list : List.of(
                own.owner().getName(),
                "@" + own.group().getName(),
                "54321, " + Files.getAttribute(directory, "unix:uid"),
                "@" + Files.getAttribute(directory, "unix:gid"))) {
            TestServer server = new TestServer("peers", path);
            server.connector.setAllowedPeers(list);
            try (server) {
                server.start();
                assertThat(SocketClient.get(path)).as(list).startsWith("peers");
            }
        }
    }

    @Test
    void r39CutsOffEverybodyElse() throws Exception {
        Path path = directory.resolve("s");
        TestServer server = new TestServer("peers", path);
        server.connector.setAllowedPeers("54321,@54321");
        try (server) {
            server.start();
            for (int i = 0; i < 3; i++) {
                try (SocketChannel client = SocketClient.connect(path)) {
                    assertThat(SocketClient.receive(client)).isEmpty();
                }
            }
        }
    }

    @Test
    void r39RefusesAnUnknownName() throws Exception {
        TestServer server = new TestServer("peers", directory.resolve("s"));
        server.connector.setAllowedPeers("root,no-such-user");
        assertRefused(server, "'no-such-user'", "@group");
        TestServer empty = new TestServer("peers", directory.resolve("s"));
        empty.connector.setAllowedPeers(" , ");
        assertRefused(empty, "empty");
    }
}
