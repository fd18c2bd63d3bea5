package org.gangway.launcher;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.DefaultHandler;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.DrainingHandler;
import org.gangway.jetty.UnixSocketConnector;
import org.gangway.launcher.process.ListeningDescriptor;
import org.gangway.launcher.reload.OneAtATime;
import org.gangway.launcher.reload.WebSockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Jetty server with one gateway connector and one or more WARs. Thread-safe. */
final class GatewayServer implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    /** For threads that no request keeps any more; half of it is for those that heed an interrupt only. */
    private static final long THREADS_END_MILLIS = 1_000;

    private final RunPlan plan;
    private final WorkDirectory workDirectory;
    private final Server server;
    private final AbstractConnector connector;
    private final ConnectorAddress address;
    private final Reloads reloads;
    private final OneAtATime reloading = new OneAtATime();
    private final QueuedThreadPool threads;
    private final IdleWatch idleWatch;
    private final ReentrantLock startOrStop = new ReentrantLock();
    private volatile boolean closing;

    /**
     * Puts the server together.
     *
     * @param plan what to serve, and where
     * @throws UserError if the installation is incomplete, there is no room for temporary files, or what is to be
     *     deployed can't be
     */
    GatewayServer(RunPlan plan) throws UserError {
        this(plan, null);
    }

    /**
     * Puts the server together.
     *
     * @param plan what to serve, and where
     * @param outermost sees every request first, or null
     * @throws UserError as the other
     */
    GatewayServer(RunPlan plan, Handler.Singleton outermost) throws UserError {
        this.plan = plan;
        ServerPlan options = plan.server();
        this.threads = options.threads().pool();
        this.server = new Server(threads);
        this.connector = PlannedConnector.of(server, plan);
        this.address = new ConnectorAddress(plan.address(), connector);
        connector.setIdleTimeout(options.idleTimeout().toMillis());
        connector.addEventListener(new BeforeClients());
        server.addConnector(connector);
        if (plan.process().identity() != null) {
            address.takeAndBecome(plan.process().identity());
        }
        this.workDirectory = openWorkDirectory(options.workDirectory());
        try {
            for (Setting setting : plan.settings()) {
                setting.applyTo(server);
            }
            this.reloads = new Reloads(server, plan, workDirectory);
        } catch (UserError | RuntimeException e) {
            workDirectory.close();
            address.giveUp();
            throw e;
        }
        server.setHandler(reloads.handler());
        if (plan.protocol().includes(Protocol.AJP)) {
            server.insertHandler(new DrainingHandler());
        }
        this.idleWatch = options.exitWhenIdle().isZero() ? null : new IdleWatch(options.exitWhenIdle());
        if (idleWatch != null) {
            server.insertHandler(idleWatch);
        }
        if (outermost != null) {
            server.insertHandler(outermost);
        }
        server.setDefaultHandler(new DefaultHandler(false, false));
    }

    /**
     * Starts to listen and deploys the WARs. If {@link #close()} is called meanwhile, it returns without listening.
     *
     * @throws UserError if it can't listen or a WAR that must be there can't be deployed
     */
    @Override
    public void start() throws UserError {
        startOrStop.lock();
        try {
            startServer();
        } finally {
            startOrStop.unlock();
        }
    }

    private void startServer() throws UserError {
        try {
            address.tryTake();
            server.start();
        } catch (Exception e) {
            LOG.debug("Cannot start", e);
            throw explain(e);
        } catch (Error e) {
            // A listener or initializer of the application may throw one, too.
            UserError ofApplication = reloads.deployment().explain();
            if (ofApplication == null) {
                throw e;
            }
            throw ofApplication;
        }
        reloads.deployment().check();
    }

    @Override
    public void reload(String why) throws UserError {
        awaitStart();
        try {
            reloading.run(() -> {
                if (closing || !server.isStarted()) {
                    throw UserError.failed("the server is stopping; start it again");
                }
                LOG.info("Reloading ({})", why);
                reloads.change(() -> closing);
            });
        } catch (UserError e) {
            if (closing) {
                LOG.info("Not reloaded: {}", e.getMessage());
            } else {
                LOG.error("Not reloaded, the old application serves on: {}", e.getMessage());
            }
            throw e;
        }
    }

    private void awaitStart() {
        startOrStop.lock();
        try {
            LOG.debug("The start is done, if there was one");
        } finally {
            startOrStop.unlock();
        }
    }

    @Override
    public List<Path> sources() {
        return reloads.deployment().sources();
    }

    /** Whether it stops or has stopped. */
    boolean isClosing() {
        return closing;
    }

    /** The class loaders of the applications that are served. */
    List<ClassLoader> classLoaders() {
        return reloads.deployment().classLoaders();
    }

    private WorkDirectory openWorkDirectory(Path given) throws UserError {
        try {
            return WorkDirectory.open(given);
        } catch (UserError e) {
            address.giveUp();
            throw e;
        }
    }

    @Override
    public void whenIdle(Runnable end) {
        if (idleWatch != null) {
            idleWatch.begin(end);
        }
    }

    /**
     * Stops listening, waits for the running requests, and removes the temporary files. All the waiting together takes
     * as long as --stop-timeout allows, also that for a start which isn't done. Does nothing the second time.
     */
    @Override
    public void close() {
        close(plan.server().stopTimeout(), true, () -> {});
    }

    /**
     * The same with another patience, for one worker of several.
     *
     * @param patience how long the running requests may take
     * @param last whether there is nobody to whom the connections in a shared queue could be left
     * @param unreachable is told when the last connection has been accepted
     */
    void close(Duration patience, boolean last, Runnable unreachable) {
        long end = NanoTime.now() + patience.toNanos();
        if (connector instanceof UnixSocketConnector shared && last) {
            shared.setShared(false);
        }
        closing = true;
        boolean ours = false;
        try {
            ours = startOrStop.tryLock(millisUntil(end), TimeUnit.MILLISECONDS);
            if (ours) {
                stop(patience, end, unreachable);
            } else {
                address.giveUp();
                LOG.warn("The start isn't done after {} ms (--stop-timeout); ending it", patience.toMillis());
            }
        } catch (Exception e) {
            LOG.warn("Could not stop cleanly: {}", UserError.oneLine(e.toString()));
        } finally {
            workDirectory.close();
            if (ours) {
                startOrStop.unlock();
            }
        }
    }

    private void stop(Duration patience, long end, Runnable unreachable) throws Exception {
        try {
            drain(patience, end, unreachable);
            if (!reloading.awaitRest(millisUntil(end))) {
                LOG.warn("The reload isn't done after {} ms (--stop-timeout); ending it", patience.toMillis());
            }
            // Jetty would wait that long once more, for requests that have had their time; 0 is not at all.
            server.setStopTimeout(millisUntil(end));
            threads.setStopTimeout(THREADS_END_MILLIS);
            server.stop();
        } finally {
            address.giveUp();
            server.destroy();
        }
    }

    /** Takes no more connections, and waits until those that there are have been served and closed. */
    private void drain(Duration patience, long end, Runnable unreachable) throws Exception {
        try {
            if (connector.isRunning()) {
                Future<Void> served = connector.shutdown();
                if (plan.address() instanceof ListenAddress.Shared shared
                        && shared.socket() instanceof InetSocketAddress) {
                    // A client that comes now is to be refused and not to wait for the last request of the others.
                    ListeningDescriptor.release();
                }
                unreachable.run();
                WebSockets.goAway(server);
                served.get(millisUntil(end), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            LOG.warn("Requests still run after {} ms (--stop-timeout); ending them", patience.toMillis());
        }
    }

    /**
     * Lets connections come, or wait in the accept queue.
     *
     * @param accepting whether they come
     */
    void setAccepting(boolean accepting) {
        connector.setAccepting(accepting);
    }

    /**
     * How many requests can run at once, once it is started.
     *
     * @return the threads less those that the server itself needs
     */
    int capacity() {
        return Math.max(
                1, threads.getMaxThreads() - threads.getThreadPoolBudget().getLeasedThreads());
    }

    private static long millisUntil(long end) {
        return Math.max(0, NanoTime.millisUntil(end));
    }

    @Override
    public void abandon() {
        if (connector instanceof UnixSocketConnector unix && unix.isRunning()) {
            // Its file goes at once; nobody waits for the rest.
            CompletableFuture<Void> unused = unix.shutdown();
        }
        address.giveUp();
        workDirectory.close();
    }

    @Override
    public void probe(Runnable alive) {
        ServerPulse.take(connector, VirtualThreads.getExecutor(threads), alive);
    }

    @Override
    public String applications() {
        return reloads.deployment().toString();
    }

    @Override
    public String address() {
        return address.toString();
    }

    private UserError explain(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UserError said) {
                return said;
            }
        }
        UserError ofApplication = reloads.deployment().explain();
        if (ofApplication != null) {
            return ofApplication;
        }
        return plan.address().refused(failure);
    }

    /** All is ready but that it listens. */
    private final class BeforeClients implements LifeCycle.Listener {
        @Override
        public void lifeCycleStarting(LifeCycle starting) {
            try {
                reloads.open();
            } catch (UserError e) {
                throw new IllegalStateException(e);
            }
            // A successor that is told to end before it is ready must not take the socket away from the running server.
            if (closing) {
                throw new AbstractLifeCycle.StopException();
            }
        }
    }
}
