package org.gangway.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.component.Container;
import org.gangway.launcher.reload.FileStamp;
import org.gangway.launcher.reload.Generation;
import org.gangway.launcher.reload.Generations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes what a running server serves: the new generation is deployed beside the old one and warmed up, takes over, and
 * the old one ends. For one thread at a time, but for what only tells.
 */
final class Reloads {
    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

    private final Server server;
    private final RunPlan plan;
    private final WorkDirectory workDirectory;
    private final Map<Path, FileStamp> opened = new HashMap<>();
    private final Generations generations;
    private volatile Deployment deployment;
    private DeployedFiles files;
    private int number = 1;

    /**
     * Makes the first generation.
     *
     * @param server where it goes
     * @param plan what it is
     * @param workDirectory where it is unpacked
     * @throws UserError if it can't be deployed
     */
    Reloads(Server server, RunPlan plan, WorkDirectory workDirectory) throws UserError {
        this.server = server;
        this.plan = plan;
        this.workDirectory = workDirectory;
        this.files = new DeployedFiles(workDirectory, number, opened);
        this.deployment = new Deployment(server, plan, plan.applications(), files, Set.of());
        this.generations = new Generations(deployment.handler());
    }

    /**
     * What serves.
     *
     * @return the handler
     */
    Handler handler() {
        return generations;
    }

    /**
     * What is served now.
     *
     * @return the applications
     */
    Deployment deployment() {
        return deployment;
    }

    /**
     * Makes the first generation ready to be asked by clients.
     *
     * @throws UserError if it fails at its warm-up
     */
    void open() throws UserError {
        files.publish();
        plan.reload().warmUp().run(server);
    }

    /**
     * Changes over to a new generation. When it returns, all requests that begin reach the new one.
     *
     * @param closing whether the server is about to stop
     * @throws UserError if the new one can't be served; then the old one is
     */
    void change(BooleanSupplier closing) throws UserError {
        long start = System.nanoTime();
        DeployedFiles newFiles = new DeployedFiles(workDirectory, ++number, opened);
        Deployment made;
        try {
            made = make(newFiles, closing);
        } catch (UserError | RuntimeException | Error e) {
            newFiles.remove();
            throw e;
        }
        int sessions = sessionsInMemory(deployment.handler());
        DeployedFiles oldFiles = files;
        newFiles.publish();
        Generation former = generations.change();
        deployment = made;
        files = newFiles;
        Duration mercy = plan.reload().mercy();
        LOG.info(
                "Reloaded {} in {} ms; the old one ends within {} s",
                made,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                mercy.toSeconds());
        if (sessions >= 0) {
            // Their ids mean nothing to the new one.
            generations.hide(former);
        }
        if (sessions > 0) {
            LOG.warn(
                    "{} that {} kept in memory only stayed with the old one; --session-store would hand them over",
                    sessions == 1 ? "1 session" : sessions + " sessions",
                    sessions == 1 ? "was" : "were");
        }
        Thread ending = new Thread(() -> end(former, oldFiles, mercy), "gangway-end-" + (number - 1));
        ending.setDaemon(true);
        ending.start();
    }

    private Deployment make(DeployedFiles newFiles, BooleanSupplier closing) throws UserError {
        List<Application> found = plan.reload().lookup().find();
        Deployment made = new Deployment(server, plan, found, newFiles, deployment.served());
        try {
            start(made);
            made.check();
            plan.reload().warmUp().run(server);
            if (closing.getAsBoolean()) {
                throw UserError.failed("the server is stopping; start it again");
            }
            return made;
        } catch (UserError | RuntimeException | Error e) {
            generations.dropNext();
            throw e;
        }
    }

    /** What goes wrong is gone once the applications are stopped. */
    private void start(Deployment made) throws UserError {
        try {
            generations.startNext(made.handler());
        } catch (Exception | Error e) {
            UserError ofApplication = made.explain();
            if (ofApplication != null) {
                throw ofApplication;
            }
            LOG.error("Cannot reload", e);
            throw UserError.failed("cannot start " + made + " (" + e + "); the log has the details", e);
        }
    }

    private void end(Generation former, DeployedFiles oldFiles, Duration mercy) {
        try {
            generations.end(former, mercy);
        } catch (InterruptedException e) {
            LOG.debug("Interrupted", e);
        } finally {
            oldFiles.remove();
        }
        LOG.info("The old application has ended");
    }

    /** The sessions that no store has; -1 if there is a store for all. */
    private static int sessionsInMemory(Handler handler) {
        int sessions = -1;
        if (handler instanceof Container container) {
            for (SessionManager manager : container.getContainedBeans(SessionManager.class)) {
                if (manager.getSessionCache() instanceof DefaultSessionCache cache
                        && cache.getSessionDataStore() != null
                        && !cache.getSessionDataStore().isPassivating()) {
                    sessions = Math.max(0, sessions) + (int) cache.getSessionsCurrent();
                }
            }
        }
        return sessions;
    }
}
