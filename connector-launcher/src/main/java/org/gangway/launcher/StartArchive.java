package org.gangway.launcher;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of classes (class data sharing of the JVM) by which the next start is faster. The start script chose its
 * place, a directory of this user's alone, and let the JVM record what it loads; the archive is made of that by JVMs of
 * their own, which run no code of an application, once requests were answered and nothing more is loaded. Nothing here
 * fails or delays the service.
 */
final class StartArchive implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StartArchive.class);
    private static final String SUFFIX = ".jsa";
    /** Loaded by the first request. */
    private static final String OF_REQUEST = "org/eclipse/jetty/server/internal/HttpChannelState$ChannelRequest";

    private static final Pattern FOR_THE_SERVICE =
            Pattern.compile("JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|NOTIFY_SOCKET|WATCHDOG_.*|LISTEN_.*|GANGWAY_.*");

    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration MEMORY = Duration.ofDays(30);
    private static final long DUMP_SECONDS = 600;
    private static final Duration TO_LEAVE = Duration.ofSeconds(1);
    private static final int KEPT = 4;

    private static volatile Runnable leaving = () -> {};

    private final Path home;
    private final String level;
    private final Path archive;
    private final Path recording;
    private final Path classes;
    private final Path loaded;
    private final Path made;
    private Process maker;
    private boolean abandoned;

    private StartArchive(Path home, String level, String archive, Path recording) {
        this.home = home;
        this.level = level;
        this.archive = Path.of(archive + '.' + level + SUFFIX);
        this.recording = recording;
        long pid = ProcessHandle.current().pid();
        // So the JVM writes a process id into the name of this one.
        this.classes = recording.resolve("pid" + pid + ".classes");
        this.loaded = recording.resolve(pid + ".loaded");
        this.made = recording.resolve(pid + ".made");
    }

    /**
     * Remembers the level for the next start, and makes the archive in the background if the start script asks for it.
     *
     * @param plan what is served; the service is ready
     */
    static void prepare(RunPlan plan) {
        String archive = System.getProperty("gangway.archive");
        String remembered = System.getProperty("gangway.level");
        if (archive == null || remembered == null) {
            return;
        }
        String level = level(plan);
        try {
            remember(Path.of(remembered), level);
        } catch (IOException e) {
            LOG.debug("The level isn't remembered", e);
        }
        String recording = System.getProperty("gangway.recording");
        if (recording != null) {
            StartArchive made = new StartArchive(plan.home(), level, archive, Path.of(recording));
            if (plan.prefork() != null) {
                // A supervisor answers nothing; its workers have the same archive.
                made.abandon();
                return;
            }
            Thread thread = new Thread(made, "gangway-start-archive");
            thread.setDaemon(true);
            leaving = () -> made.endOf(thread);
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> made.endOf(thread), "gangway-start-archive-end"));
                thread.start();
            } catch (IllegalStateException e) {
                LOG.debug("A signal is being handled", e);
            }
        }
    }

    /**
     * Removes what was recorded, of a process that ends without having served.
     *
     * @param recording where it is
     */
    static void forget(Path recording) {
        new StartArchive(recording, ArchiveJvm.NO_LEVEL, "", recording).abandon();
    }

    /** Ends what is being made, before the process is halted, which awaits no shutdown hook. */
    static void leave() {
        leaving.run();
    }

    /** The thread takes its files with it, for which it needs no more than milliseconds. */
    private void endOf(Thread thread) {
        abandon();
        thread.interrupt();
        try {
            thread.join(TO_LEAVE.toMillis());
        } catch (InterruptedException e) {
            LOG.debug("Interrupted", e);
        }
    }

    private void abandon() {
        synchronized (this) {
            abandoned = true;
            if (maker != null) {
                maker.destroyForcibly();
            }
        }
        Stream.of(classes, loaded, made).forEach(StartArchive::delete);
    }

    private static String level(RunPlan plan) {
        Set<ServletLevel> levels = plan.applications().stream()
                .map(Application::level)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return levels.size() == 1 ? levels.iterator().next().environment() : ArchiveJvm.NO_LEVEL;
    }

    private static void remember(Path file, String level) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(level + '\n')) {
            return;
        }
        Path fresh = file.resolveSibling(ProcessHandle.current().pid() + ".new");
        Files.writeString(fresh, level + '\n');
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void run() {
        try {
            if (awaitRequests()) {
                makeAlone();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("No archive of classes", e);
        } catch (InterruptedException e) {
            LOG.debug("Interrupted", e);
        } finally {
            abandon();
        }
    }

    /** Until a request was answered and no class has been loaded for a while. */
    private boolean awaitRequests() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        long size = 0;
        while (Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
            long now = Files.size(loaded);
            if (now == size && Files.readString(classes).contains(OF_REQUEST)) {
                return true;
            }
            size = now;
        }
        return false;
    }

    /** Of several processes that start at the same time, one makes it. */
    private void makeAlone() throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(
                        recording.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !Files.exists(archive)) {
                make();
                clean();
            }
        }
    }

    private void make() throws IOException, InterruptedException {
        addMissing();
        ArchiveJvm jvm = ArchiveJvm.ofThisJvm(
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                level.equals(ArchiveJvm.NO_LEVEL) ? null : home.resolve("lib").resolve(level));
        boolean linked = jvm.canLink() && makeLinked(jvm);
        if (!linked) {
            delete(made);
        }
        if (linked || succeeds(jvm.dump(classes, made, false))) {
            force();
            Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
            LOG.debug("The next start has the archive of classes {}", archive);
        } else {
            LOG.debug("No archive of classes");
        }
    }

    private boolean makeLinked(ArchiveJvm jvm) throws IOException, InterruptedException {
        try (WorkDirectory work = WorkDirectory.open(null)) {
            TrainingRun training = new TrainingRun(work.of("training"));
            return training.run(jvm.train(training, level), words -> start(quiet(words)))
                    && succeeds(jvm.dump(training.with(classes), made, true))
                    && succeeds(jvm.attempt(made));
        } catch (UserError | IllegalArgumentException e) {
            // Such as a path too long for a socket.
            LOG.debug("No training run", e);
            return false;
        }
    }

    private boolean succeeds(List<String> command) throws IOException, InterruptedException {
        Process process = start(quiet(command));
        if (!process.waitFor(DUMP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        LOG.debug("{}: exit status {}", command, process.exitValue());
        return process.exitValue() == 0 && Files.exists(made);
    }

    /** What our environment says is for the service. */
    private static ProcessBuilder quiet(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment()
                .keySet()
                .removeIf(name -> FOR_THE_SERVICE.matcher(name).matches());
        return builder;
    }

    /** No process starts another one at its end. */
    private synchronized Process start(ProcessBuilder builder) throws IOException {
        if (abandoned) {
            throw new IOException("This process ends");
        }
        maker = builder.start();
        return maker;
    }

    /** The JVM looks at the beginning of an archive only: all of it must be there, also after a loss of power. */
    private void force() throws IOException {
        try (FileChannel channel = FileChannel.open(made, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Classes of a level that had a class loader of its own aren't in the list of the JVM, nor are those of the oldest
     * kind that it can archive (picocli's).
     */
    private void addMissing() throws IOException {
        String libraries = "source: " + home.resolve("lib").toUri().toURL();
        Predicate<String> archived = Pattern.compile(Pattern.quote(libraries) + "(" + level + "/|ext/)?[^/]+\\.jar$")
                .asPredicate();
        Set<String> known = Set.copyOf(Files.readAllLines(classes));
        try (Stream<String> lines = Files.lines(loaded)) {
            List<String> more = lines.filter(archived)
                    .map(line -> line.substring(0, line.indexOf(' ')).replace('.', '/'))
                    .filter(name -> !known.contains(name))
                    .distinct()
                    .toList();
            Files.write(classes, more, StandardOpenOption.APPEND);
        }
    }

    /** Archives of Javas and installations that are gone, old levels, and what processes left that ended early. */
    private void clean() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(PATIENCE.multipliedBy(2)));
        FileTime forgotten = FileTime.from(Instant.now().minus(MEMORY));
        List<Path> archives = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(recording, "*.{jsa,made,classes,loaded,new,level}")) {
            for (Path file : files) {
                if (file.toString().endsWith(SUFFIX)) {
                    archives.add(file);
                } else if (Files.getLastModifiedTime(file)
                                .compareTo(file.toString().endsWith(".level") ? forgotten : old)
                        < 0) {
                    delete(file);
                }
            }
        }
        archives.sort(Comparator.comparing((Path file) -> file.toFile().lastModified())
                .reversed());
        archives.stream().skip(KEPT).forEach(StartArchive::delete);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("Cannot delete {}", file, e);
        }
    }
}
