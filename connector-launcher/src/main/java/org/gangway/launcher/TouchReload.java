package org.gangway.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gangway.launcher.reload.TouchWatch;

/** Has a service reload when files change, if an option asks for it. */
final class TouchReload implements AutoCloseable {
    private final TouchWatch watch;

    /**
     * Remembers what the files are like before they are read.
     *
     * @param service the service, not started
     * @param plan what to watch
     * @param reload reloads, and is told why
     */
    TouchReload(Service service, ReloadPlan plan, Consumer<String> reload) {
        this.watch = plan.watches()
                ? new TouchWatch(() -> files(service, plan), file -> reload.accept(file + " has changed"))
                : null;
    }

    /** Watches the files from now on. */
    void start() {
        if (watch != null) {
            watch.start();
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }

    private static List<Path> files(Service service, ReloadPlan plan) {
        List<Path> files = new ArrayList<>(plan.watched());
        if (plan.watchesSources()) {
            files.addAll(service.sources());
        }
        return files;
    }
}
