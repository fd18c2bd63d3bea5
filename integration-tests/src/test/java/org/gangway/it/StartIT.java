package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive of classes of the start script. */
class StartIT {
    /** An archive is made when the processors have nothing else to do. */
    private static final Duration TO_ARCHIVE = Duration.ofMinutes(5);

    private static final String QUESTION = String.join(
            "\0",
            "CONTENT_LENGTH",
            "0",
            "SCGI",
            "1",
            "REQUEST_METHOD",
            "GET",
            "REQUEST_URI",
            "/page.txt",
            "SERVER_PROTOCOL",
            "HTTP/1.1",
            "");

    @TempDir
    Path directory;

    private String javaHome = System.getProperty("java.home");

    private String javaOptions = "";

    private Path war;
    private Path cache;

    @BeforeEach
    void makeWar() throws Exception {
        war = Files.createDirectories(directory.resolve("app"));
        cache = directory.resolve("cache/gangway");
        Files.createDirectory(war.resolve("WEB-INF"));
        Files.writeString(war.resolve("page.txt"), "a page");
        writeDescriptor("https://jakarta.ee/xml/ns/jakartaee", "6.0");
    }

    private void writeDescriptor(String namespace, String version) throws IOException {
        Files.writeString(
                war.resolve("WEB-INF/web.xml"), "<web-app xmlns='" + namespace + "' version='" + version + "'/>");
    }

    private final class Started implements AutoCloseable {
        private final Path socket;
        private final ChildProcess process;

        Started(String name, String... more) throws IOException {
            Path log = directory.resolve(name + ".log");
            Files.deleteIfExists(log);
            socket = directory.resolve(name + ".sock");
            // The same words each time: the level is remembered for them.
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("gangway.distribution"), "bin", "gangway")
                            .toString(),
                    "run",
                    war.toString(),
                    "--protocol=scgi",
                    "--socket=" + socket));
            command.addAll(List.of(more));
            process = new ChildProcess(
                    command,
                    Map.of(
                            "JAVA_HOME",
                            javaHome,
                            "JAVA_OPTS",
                            javaOptions,
                            "GANGWAY_CACHE",
                            cache.getParent().toString()),
                    log);
        }

        Started awaitReady() {
            process.awaitReady(() -> process.output().contains("gangway: ready: "));
            return this;
        }

        String ask() throws IOException {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                String netstring = QUESTION.length() + ":" + QUESTION + ",";
                channel.write(ByteBuffer.wrap(netstring.getBytes(StandardCharsets.US_ASCII)));
                return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
            }
        }

        /** The archives among the files that are mapped. */
        List<String> mapped() throws IOException {
            try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/maps"))) {
                return lines.filter(line -> line.endsWith(".jsa") && line.contains(cache.toString()))
                        .map(line -> line.substring(line.lastIndexOf('/') + 1))
                        .distinct()
                        .toList();
            }
        }

        Optional<ProcessHandle> training() {
            return process.descendants()
                    .filter(child -> Stream.of(child.info().arguments().orElse(new String[0]))
                            .anyMatch(word -> word.contains("/training/")))
                    .findAny();
        }

        /** What the JVM says of the archive that it has. */
        String describedArchive() throws IOException {
            String words = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            List<String> command = new ArrayList<>(List.of(words.split("\0")));
            command = command.subList(0, command.indexOf("-cp") + 2);
            command.removeIf(option -> option.startsWith("-Xlog"));
            command.addAll(List.of("-Xshare:on", "-Xlog:aot=info", "-version"));
            Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        void assertServes() throws IOException {
            assertThat(ask()).startsWith("Status: 200").endsWith("a page");
            assertThat(process.output().lines())
                    .as("nothing but the ready line")
                    .singleElement()
                    .asString()
                    .startsWith("gangway: ready: ");
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private List<Path> archives() {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path makeArchive() throws IOException {
        try (Started first = new Started("a").awaitReady()) {
            first.assertServes();
            first.process.awaitReady(TO_ARCHIVE, () -> !archives().isEmpty());
            first.assertServes();
        }
        return archives().get(0);
    }

    @Test
    void secondStartHasTheArchiveAndOtherLevelsAreServed() throws Exception {
        Path archive = makeArchive();
        try (Started second = new Started("a").awaitReady()) {
            second.assertServes();
            assertThat(second.mapped())
                    .containsExactly(archive.getFileName().toString())
                    .allMatch(name -> name.endsWith(".ee10.jsa"));
        }
        // What is remembered isn't so any more.
        writeDescriptor("http://xmlns.jcp.org/xml/ns/javaee", "4.0");
        Files.writeString(
                war.resolve("WEB-INF/page.jsp"), "<%@ page import=\"javax.servlet.http.HttpServletRequest\" %>");
        try (Started other = new Started("a").awaitReady()) {
            other.assertServes();
        }
        try (Started other = new Started("a").awaitReady()) {
            other.assertServes();
            assertThat(Files.readString(memory())).isEqualTo("ee8\n");
        }
    }

    /** The newest JDK that test.sh found. */
    private void chooseJavaThatLinks() throws IOException {
        javaHome = System.getProperty("gangway.newest", javaHome);
        Matcher version =
                Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(Files.readString(Path.of(javaHome, "release")));
        assumeTrue(version.find() && Integer.parseInt(version.group(1)) >= 24, "no Java 24 or later");
    }

    /** Also of a heap whose size makes references long. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-Xmx40g"})
    void classesAreLinkedInTheArchiveFromJava24On(String options) throws Exception {
        chooseJavaThatLinks();
        javaOptions = options;
        makeArchive();

        try (Started second = new Started("a").awaitReady()) {
            second.assertServes();
            assertThat(second.describedArchive()).contains("Using AOT-linked classes: true");
        }
    }

    /** A training listens there; without one, classes aren't linked. */
    @Test
    void directoryWithALongPathForTemporaryFilesIsNoOnesConcern() throws Exception {
        chooseJavaThatLinks();
        javaOptions = "-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("t".repeat(110)));
        makeArchive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--method=threaded", "--method=prefork --min-spare=1 --max-spare=1 --max-children=1"})
    void stopTakesTheTrainingWithIt(String method) throws Exception {
        chooseJavaThatLinks();
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        javaOptions = "-Djava.io.tmpdir=" + temporary;
        try (Started service = new Started("a", method.split(" ", -1)).awaitReady()) {
            assertThat(service.ask()).startsWith("Status: 200");
            service.process.awaitReady(TO_ARCHIVE, () -> service.training().isPresent());
            ProcessHandle training = service.training().orElseThrow();
            service.process.terminate();
            assertThat(service.process.awaitEnd()).isZero();
            training.onExit().get(10, TimeUnit.SECONDS);
        }
        assertThat(temporary).isEmptyDirectory();
        assertThat(recordings()).isEmpty();
    }

    private Path memory() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".level"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void damagedArchiveAndCacheThatCannotBeWrittenAreNoOnesConcern() throws Exception {
        Path archive = makeArchive();
        byte[] whole = Files.readAllBytes(archive);
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-------"));
        for (int length : List.of(0, 100, whole.length / 2)) {
            byte[] part = new byte[length];
            System.arraycopy(whole, 0, part, 0, length);
            Files.write(archive, part);
            try (Started damaged = new Started("a").awaitReady()) {
                damaged.assertServes();
            }
        }
        Files.write(archive, flipped(whole));
        try (Started damaged = new Started("a").awaitReady()) {
            damaged.assertServes();
        }
        Files.write(archive, ofAnotherJava(whole));
        try (Started foreign = new Started("a").awaitReady()) {
            foreign.assertServes();
            assertThat(foreign.mapped()).isEmpty();
        }
        Files.writeString(archive, "no archive".repeat(100_000));
        try (Started damaged = new Started("a").awaitReady()) {
            damaged.assertServes();
        }
        Files.delete(archive);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("r-x------"));
        try (Started closed = new Started("a").awaitReady()) {
            closed.assertServes();
        } finally {
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** It says for which JVM it was made. */
    private static byte[] ofAnotherJava(byte[] whole) {
        byte[] changed = whole.clone();
        byte[] version = System.getProperty("java.vm.version").getBytes(StandardCharsets.US_ASCII);
        int place = 0;
        while (!Arrays.equals(changed, place, place + version.length, version, 0, version.length)) {
            place++;
        }
        changed[place] = '9';
        changed[place + 1] = '9';
        return changed;
    }

    /** As long as it was, with a beginning that is as it was. */
    private static byte[] flipped(byte[] whole) {
        byte[] flipped = whole.clone();
        for (int i = whole.length / 8; i < whole.length; i += 4096) {
            flipped[i] ^= 0x55;
        }
        return flipped;
    }

    @Test
    void workersMakeTheArchiveAndHaveIt() throws Exception {
        String[] prefork = {"--method=prefork", "--min-spare=1", "--max-spare=1", "--max-children=1"};
        try (Started first = new Started("a", prefork).awaitReady()) {
            assertThat(first.ask()).startsWith("Status: 200");
            first.process.awaitReady(TO_ARCHIVE, () -> !archives().isEmpty());
        }
        assertThat(recordings()).isEmpty();
        try (Started second = new Started("a", prefork).awaitReady()) {
            assertThat(second.ask()).startsWith("Status: 200");
            assertThat(second.mapped())
                    .as("of the supervisor, whose command starts the workers")
                    .hasSize(1);
        }
    }

    private List<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().matches(".*\\.(classes|loaded|made|new)"))
                    .toList();
        }
    }

    @Test
    void startsAtTheSameTimeMakeOneArchive() throws Exception {
        try (Started a = new Started("a");
                Started b = new Started("b")) {
            a.awaitReady().assertServes();
            b.awaitReady().assertServes();
            a.process.awaitReady(TO_ARCHIVE, () -> archives().size() == 1);
            try (Started c = new Started("a2").awaitReady()) {
                c.assertServes();
            }
            a.assertServes();
            b.assertServes();
        }
        assertThat(archives()).hasSize(1);
    }
}
