package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The system that the web servers are taken from: this machine, or the root directory of another one, named with
 * -Dgangway.servers. What is started there sees this machine's temporary directory, so that all paths of the tests are
 * the same on both sides.
 */
final class ServerRoot {
    private static final String NAMED = System.getProperty("gangway.servers", "");

    /**
     * Mounts that only the server sees, and which end with it; its process id stays that of this shell. Without
     * /etc/hosts, Apache would name a host without a name "bogus_host_without_reverse_dns".
     */
    private static final String ENTER = """
            for shared in "$1" /proc /dev; do
                mkdir -p "$0$shared" && mount --rbind "$shared" "$0$shared" || exit
            done
            [ -e "$0/etc/hosts" ] || : >"$0/etc/hosts"
            mount --bind /etc/hosts "$0/etc/hosts" || exit
            shift
            exec chroot "$0" "$@"
            """;

    private ServerRoot() {}

    /** Whether it is another system than this machine. */
    static boolean isForeign() {
        return !NAMED.isEmpty();
    }

    /** Where the file of that system is seen from here. */
    static Path seen(Path absolute) {
        return isForeign() ? Path.of(NAMED).resolve(Path.of("/").relativize(absolute)) : absolute;
    }

    /** The path of a program, as that system knows it. */
    static Optional<Path> find(String program) {
        return isForeign()
                ? Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                        .map(directory -> Path.of(directory, program))
                        .filter(file -> Files.isExecutable(seen(file)))
                        .findFirst()
                : Program.find(program);
    }

    /** What runs the command with that system's files. */
    static List<String> command(List<String> command) {
        return isForeign()
                ? Stream.concat(
                                Stream.of(
                                        Program.get("unshare").toString(),
                                        "--mount",
                                        "sh",
                                        "-c",
                                        ENTER,
                                        NAMED,
                                        System.getProperty("java.io.tmpdir")),
                                command.stream())
                        .toList()
                : command;
    }

    /** A Java for the applications that a web server starts: its own system's, because of the libraries. */
    static String javaHome() {
        return (isForeign() ? installedJava() : Optional.<String>empty()).orElse(System.getProperty("java.home"));
    }

    private static Optional<String> installedJava() {
        Path homes = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(seen(homes))) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(seen(homes))) {
            return all.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .map(home -> homes.resolve(home.getFileName()).toString())
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
