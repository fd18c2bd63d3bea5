package org.gangway.launcher.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A program that a trial runs, with its output in a file. */
final class Child implements AutoCloseable {
    private static final long SECONDS_TO_END = 20;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Process process;
    private final Path output;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it. */
    static Child start(List<String> command, Map<String, String> environment, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Child(builder.start(), output);
    }

    /**
     * Waits until it is ready.
     *
     * @return whether it is; if not, it has ended or taken too long
     */
    boolean await(BooleanSupplier ready, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()
                    || System.nanoTime() > end
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    /** Its exit status, once it has ended. */
    int status() throws InterruptedException {
        return process.waitFor();
    }

    /** What it has written. */
    String output() {
        return text(output);
    }

    /** The content of a file, as far as it can be read. */
    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Ends it and what it has started: gently, then by force. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
            for (ProcessHandle child : all) {
                if (child.isAlive()) {
                    child.destroy();
                    child.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            // Ended by force below.
            all.forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
