package org.gangway.launcher.reload;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches files and says when one has changed. It looks at them once a second, since file systems of a network don't
 * tell of changes. A file that is being written is waited for: it must look the same twice, and an archive must have its
 * end. A file that is gone is waited for, too. The state at the time when the watch is made counts as known.
 */
public final class TouchWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TouchWatch.class);
    private static final long INTERVAL_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final Supplier<? extends Collection<Path>> files;
    private final Consumer<Path> action;
    private final Map<Path, FileStamp> known = new HashMap<>();
    private final Map<Path, FileStamp> seen = new HashMap<>();
    private final Thread thread = new Thread(this::watch, "gangway-touch");
    private FileStamp reported;
    private volatile boolean closed;

    /**
     * Remembers the state of the files.
     *
     * @param files what to watch; asked each time, since it may change
     * @param action gets one of the files that have changed; while it works nothing is looked at
     */
    public TouchWatch(Supplier<? extends Collection<Path>> files, Consumer<Path> action) {
        this.files = files;
        this.action = action;
        for (Path file : files.get()) {
            known.put(file, FileStamp.of(file));
        }
        seen.putAll(known);
        thread.setDaemon(true);
    }

    /** Begins to watch. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void watch() {
        while (!closed) {
            try {
                Thread.sleep(INTERVAL_MILLIS);
                look();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.warn("Cannot look at the watched files ({}); trying again", e.toString());
            }
        }
    }

    /** Looks once, and acts if something has changed since then and is complete. */
    void look() {
        Path changed = null;
        boolean settled = true;
        for (Path file : files.get()) {
            FileStamp now = FileStamp.of(file);
            FileStamp before = seen.put(file, now);
            FileStamp base = known.putIfAbsent(file, now);
            if (base != null && now.exists() && !now.equals(base)) {
                changed = file;
                settled &= now.equals(before) && isComplete(now);
            }
        }
        if (changed != null && settled) {
            seen.forEach((file, stamp) -> {
                if (stamp.exists()) {
                    known.put(file, stamp);
                }
            });
            action.accept(changed);
        }
    }

    private boolean isComplete(FileStamp now) {
        Path incomplete = now.incomplete();
        if (incomplete != null && !now.equals(reported)) {
            reported = now;
            LOG.warn("{} has changed, but isn't complete (its end is missing); waiting for the rest", incomplete);
        }
        return incomplete == null;
    }
}
