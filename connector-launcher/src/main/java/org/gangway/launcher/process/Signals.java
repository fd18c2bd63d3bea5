package org.gangway.launcher.process;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that administrators send to a service. Each runs on a thread of its own, one after the other for the same
 * signal. Thread-safe.
 */
public final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final String HANGUP = "HUP";
    private static final int HANGUP_NUMBER = 1;
    private static final String REOPEN = "USR1";
    private static final int TERMINATED = 143;

    private static volatile Runnable onHangup;
    private static volatile boolean hangupIgnored;
    private static Runnable onStop;
    private static boolean stopWaits;

    private Signals() {}

    /**
     * Runs something on SIGHUP. One that is ignored, as the start script and nohup want it, is ignored until {@link
     * #heedHangup()}.
     *
     * @param action what to do
     */
    public static void onHangup(Runnable action) {
        onHangup = action;
        hangupIgnored = handle(HANGUP, action);
    }

    /** Takes SIGHUP from now on, even if it was ignored when the process started. */
    public static void heedHangup() {
        if (!hangupIgnored) {
            return;
        }
        try {
            Libc.heed(HANGUP_NUMBER);
            hangupIgnored = handle(HANGUP, onHangup);
        } catch (LinkageError e) {
            LOG.warn("SIGHUP is ignored, because there is no native library ({})", e.toString());
        }
    }

    /**
     * Runs something on SIGUSR1.
     *
     * @param action what to do
     */
    public static void onUser1(Runnable action) {
        handle(REOPEN, action);
    }

    /**
     * Runs something on SIGTERM and SIGINT (Ctrl-C), and at once if one came since {@link #protect()}.
     *
     * @param action what to do
     */
    public static void onStop(Runnable action) {
        handle("TERM", action);
        handle("INT", action);
        runIfAsked(action);
    }

    private static void runIfAsked(Runnable action) {
        boolean asked;
        synchronized (Signals.class) {
            onStop = action;
            asked = stopWaits;
            stopWaits = false;
        }
        if (asked) {
            action.run();
        }
    }

    private static void stop() {
        Runnable action;
        synchronized (Signals.class) {
            // A second one doesn't wait.
            action = onStop == null && stopWaits ? () -> System.exit(TERMINATED) : onStop;
            stopWaits = true;
        }
        if (action != null) {
            action.run();
        }
    }

    /**
     * Runs something on SIGTERM, and nothing on SIGINT: Ctrl-C reaches all processes of a terminal, and another one is to
     * tell this one what to do.
     *
     * @param action what to do
     */
    public static void onTerminate(Runnable action) {
        handle("INT", () -> {});
        handle("TERM", action);
        runIfAsked(action);
    }

    /**
     * Makes SIGHUP and SIGUSR1 harmless: unhandled, each ends the process. SIGTERM and SIGINT wait for {@link #onStop}
     * or {@link #onTerminate}, which must come soon: what is made until then would be left behind.
     */
    public static void protect() {
        handle(HANGUP, () -> {});
        handle(REOPEN, () -> {});
        handle("TERM", Signals::stop);
        handle("INT", Signals::stop);
    }

    /**
     * Handles a signal, by reflection: the compiler warns of {@code sun.misc.Signal} without a way to say that it is
     * meant. Returns whether the signal is ignored.
     */
    private static boolean handle(String name, Runnable action) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    handlerType.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            Object before =
                    signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
            return handlerType.getField("SIG_IGN").get(null).equals(before);
        } catch (ReflectiveOperationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.warn("SIG{} can't be handled by this JVM: {}", name, String.valueOf(cause.getMessage()));
            return false;
        }
    }
}
