package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gangway.launcher.ping.FastCgiQuestion;
import org.gangway.launcher.ping.PathAndQuery;
import org.gangway.launcher.ping.PingConnection;
import org.gangway.launcher.ping.PingFailure;
import org.gangway.launcher.ping.PingTarget;

/**
 * A server with an empty application, which is asked once and ends. A JVM writes down what it linked only at its end, and
 * the one that serves goes on.
 *
 * @param directory where its files are, which only this user may enter
 */
record TrainingRun(Path directory) {
    /** For how long it waits to be asked, and is waited for. */
    static final Duration TO_ANSWER = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration ONE_TRY = Duration.ofSeconds(10);

    /** Starts a process that ends with ours. */
    interface Starter {
        Process start(List<String> command) throws IOException;
    }

    /** Its application, an empty one. */
    Path war() {
        return directory.resolve("empty");
    }

    /** Where it listens. */
    Path socket() {
        return directory.resolve("socket");
    }

    /** What it writes down. */
    Path classes() {
        return directory.resolve("classes");
    }

    /**
     * Runs it.
     *
     * @param command the command
     * @param starter starts the command
     * @return whether it answered and ended as it should
     */
    boolean run(List<String> command, Starter starter) throws IOException, InterruptedException {
        Files.createDirectories(war().resolve("WEB-INF"));
        Process process = starter.start(command);
        try {
            boolean answered = ask(process);
            process.destroy();
            return answered && process.waitFor(TO_ANSWER.toSeconds(), TimeUnit.SECONDS) && Files.exists(classes());
        } finally {
            // What still writes files would keep their directory from being removed.
            process.destroyForcibly().onExit().join();
        }
    }

    private boolean ask(Process process) throws InterruptedException {
        PingTarget target = PingTarget.parse("unix:" + socket());
        long end = System.nanoTime() + TO_ANSWER.toNanos();
        while (process.isAlive() && System.nanoTime() - end < 0) {
            FastCgiQuestion question = new FastCgiQuestion(PathAndQuery.parse("/"));
            try (PingConnection connection = PingConnection.open(target, ONE_TRY)) {
                connection.write(question.request());
                question.answer(connection);
                return true;
            } catch (PingFailure e) {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        }
        return false;
    }

    /**
     * Makes a list of what the server that serves loaded, and of what this one loaded and linked.
     *
     * @param served the list of the server that serves
     * @return the list of both, one of this one's files
     */
    Path with(Path served) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(served));
        Set<String> known =
                lines.stream().map(TrainingRun::withoutNumber).collect(Collectors.toCollection(HashSet::new));
        try (Stream<String> own = Files.lines(classes())) {
            own.filter(line -> !line.contains(" source: "))
                    .map(TrainingRun::withoutNumber)
                    .filter(known::add)
                    .forEach(lines::add);
        }
        return Files.write(directory.resolve("both"), lines);
    }

    /** A class has a number in a list, by which others of the same list name it. */
    private static String withoutNumber(String line) {
        int number = line.startsWith("@") ? -1 : line.indexOf(" id: ");
        return number < 0 ? line : line.substring(0, number);
    }
}
