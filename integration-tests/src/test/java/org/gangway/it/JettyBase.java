package org.gangway.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A {@code $JETTY_BASE} with Gangway's modules, and the stock Jetty that runs it as a process of its own. */
final class JettyBase implements AutoCloseable {
    private final Path home;
    private final Path directory;
    private int runs;
    private ChildProcess running;

    /**
     * Unpacks {@code gangway-jetty-base.zip}.
     *
     * @param home the system property that says where jetty-home is
     * @param directory an empty directory, or one that doesn't exist
     */
    JettyBase(String home, Path directory) {
        this.home = Path.of(System.getProperty(home));
        this.directory = directory;
        try (InputStream file = Files.newInputStream(Path.of(System.getProperty("gangway.jettyBase")));
                ZipInputStream zip = new ZipInputStream(file)) {
            Files.createDirectories(directory);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Writes a file below the base. */
    JettyBase write(String name, String text) {
        try {
            Path file = file(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds lines to a file that is there. */
    JettyBase append(String name, String text) {
        try {
            Files.writeString(file(name), text, StandardOpenOption.APPEND);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JettyBase copy(Path from, String name) {
        try {
            Files.createDirectories(file(name).getParent());
            Files.copy(from, file(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a WAR of text files: a name, its content, a name ... */
    JettyBase war(String name, String... files) {
        try {
            Files.createDirectories(file(name).getParent());
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file(name)))) {
                for (int i = 0; i < files.length; i += 2) {
                    zip.putNextEntry(new ZipEntry(files[i]));
                    zip.write(files[i + 1].getBytes(StandardCharsets.UTF_8));
                    zip.closeEntry();
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs start.jar to its end, for example with {@code --list-config}. */
    Run run(String... arguments) {
        Path log = file("run-" + ++runs + ".log");
        try (ChildProcess process = process(log, List.of(arguments))) {
            int status = process.awaitEnd();
            return new Run(status, process.output());
        }
    }

    /** Starts the server and waits until it is ready. */
    void start(String... arguments) {
        running = process(file("server-" + ++runs + ".log"), List.of(arguments));
        running.awaitReady(() -> running.output().contains("INFO :oejs.Server:main: Started"));
    }

    /** Sends SIGTERM to the server. */
    void terminate() {
        running.terminate();
    }

    int awaitEnd() {
        return running.awaitEnd();
    }

    long pid() {
        return running.pid();
    }

    String log() {
        return running.output();
    }

    /** Ends the server if it runs; it can be started again. */
    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }

    private ChildProcess process(Path log, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-jar",
                home.resolve("start.jar").toString(),
                "jetty.base=" + directory));
        command.addAll(arguments);
        return new ChildProcess(command, Map.of(), log);
    }

    /**
     * How start.jar ended.
     *
     * @param status its exit status
     * @param output what it wrote, to standard output and standard error
     */
    record Run(int status, String output) {}
}
