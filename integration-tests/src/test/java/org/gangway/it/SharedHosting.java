package org.gangway.it;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A user's home directory on a shared host, with {@code mysite.war}, the distribution and copies of
 * {@code gangway.fcgi}, whose settings name the home, since the user of the test has another one.
 */
final class SharedHosting implements AutoCloseable {
    private final Sandbox sandbox;
    private final Path home;

    SharedHosting(Sandbox sandbox) throws IOException {
        this.sandbox = sandbox;
        home = sandbox.directory("home");
        sandbox.directory("home/public_html");
        if (!Files.exists(home.resolve("gangway"), LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(home.resolve("gangway"), sandbox.distribution());
        }
        war("mysite");
    }

    void war(String name) throws IOException {
        Path uploaded = home.resolve(name + ".upload");
        Files.copy(sandbox.war(), uploaded, StandardCopyOption.REPLACE_EXISTING);
        Files.move(uploaded, home.resolve(name + ".war"), StandardCopyOption.ATOMIC_MOVE);
    }

    Path home() {
        return home;
    }

    void htaccess(String handler) throws IOException {
        String printed = Recipe.block("docs/shared-hosting.md", "apache", "RewriteEngine On");
        Files.writeString(home.resolve("public_html/.htaccess"), printed.replace("fcgid-script", handler));
    }

    /** Puts a copy of the relay there; each has a state directory by its name. */
    Path script(String path, String settings) throws IOException {
        String relay = Files.readString(sandbox.distribution().resolve("share/gangway.fcgi"));
        String text = relay.replaceFirst("(?m)^my \\$home = .*$", "my \\$home = '" + home + "';")
                .replace(
                        "# ---- End of the settings.",
                        "$java_home = '" + System.getProperty("java.home") + "';\n" + settings
                                + "\n# ---- End of the settings.");
        Path script = home.resolve(path);
        sandbox.directory("home/" + (script.getParent().equals(home) ? "" : home.relativize(script.getParent())));
        Path uploaded = home.resolve("uploaded");
        Files.writeString(uploaded, text);
        Files.setPosixFilePermissions(uploaded, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.move(uploaded, script, StandardCopyOption.REPLACE_EXISTING);
    }

    Path state(String name) {
        return home.resolve(".gangway").resolve(name);
    }

    /** The JVM that serves now, as its starter noted it; waits for a first one, and for another than the given one. */
    long pid(String name, long before) throws Exception {
        Path file = state(name).resolve("pid");
        await(() -> Files.exists(file) && Files.readString(file).endsWith("\n") && read(file) != before);
        return read(file);
    }

    private static long read(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /** All JVMs of this name. */
    List<ProcessHandle> jvms(String name) throws IOException {
        String option = "--socket=" + state(name).resolve("socket");
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                            .contains(option))
                    .toList();
        }
    }

    boolean accepts(String name) {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(state(name).resolve("socket")))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    Map<String, String> values() {
        Map<String, String> values = new HashMap<>(sandbox.values());
        values.put("MOD_FASTCGI", Server.MOD_FASTCGI.toString());
        values.put(
                "PRINTED",
                Recipe.block("docs/shared-hosting.md", "lighttpd", "mysite.fcgi")
                        .replace("/home/user", home.toString()));
        return values;
    }

    static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing happens any more");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Override
    public void close() throws Exception {
        Path states = home.resolve(".gangway");
        if (!Files.exists(states)) {
            return;
        }
        try (Stream<Path> names = Files.list(states)) {
            for (Path state : names.toList()) {
                List<ProcessHandle> jvms = jvms(state.getFileName().toString());
                jvms.forEach(ProcessHandle::destroy);
                await(() -> jvms.stream().noneMatch(ProcessHandle::isAlive));
                Path log = state.resolve("log");
                if (Files.exists(log)) {
                    Files.copy(
                            log,
                            sandbox.file("relay-" + state.getFileName() + ".log"),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
