package org.gangway.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The next generation of workers, while it is on its way, and who waits for it. Confined to the supervisor's thread. */
final class WorkerReload {
    private final int generation;
    private final int wanted;
    private final List<CompletableFuture<Void>> asking = new ArrayList<>();

    /**
     * @param generation its number
     * @param wanted how many workers it is to have before it serves
     */
    WorkerReload(int generation, int wanted) {
        this.generation = generation;
        this.wanted = wanted;
    }

    int generation() {
        return generation;
    }

    int wanted() {
        return wanted;
    }

    void askedBy(CompletableFuture<Void> done) {
        asking.add(done);
    }

    /** The same for other numbers. */
    WorkerReload of(int number, int count) {
        WorkerReload same = new WorkerReload(number, count);
        same.asking.addAll(asking);
        return same;
    }

    void done() {
        asking.forEach(done -> done.complete(null));
    }

    void failed(UserError reason) {
        asking.forEach(done -> done.completeExceptionally(reason));
    }
}
