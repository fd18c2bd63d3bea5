package org.gangway.launcher.process;

import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final Set<String> HEEDED = ConcurrentHashMap.newKeySet();

    private Signals() {}

    /**
     * Makes SIGHUP and SIGUSR1 harmless from now on, whether or not something is to happen on them: unhandled, each ends
     * the process. The start script ignores both until here.
     */
    public static void protect() {
        handle(HANGUP, () -> {});
        handle(REOPEN, () -> {});
    }

    /**
     * Runs something on SIGHUP.
     *
     * @param action what to do
     */
    public static void onHangup(Runnable action) {
        if (HEEDED.add(HANGUP)) {
            heedHangup();
        }
        handle(HANGUP, action);
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
     * Runs something on SIGTERM and SIGINT (Ctrl-C).
     *
     * @param action what to do
     */
    public static void onStop(Runnable action) {
        handle("TERM", action);
        handle("INT", action);
    }

    private static void heedHangup() {
        try {
            Libc.heed(HANGUP_NUMBER);
        } catch (LinkageError e) {
            LOG.warn("SIGHUP is heeded only if it wasn't ignored at the start: no native library ({})", e.toString());
        }
    }

    /** By reflection: the compiler warns of {@code sun.misc.Signal} without a way to say that it is meant. */
    private static void handle(String name, Runnable action) {
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
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} can't be handled by this JVM", name, e);
        }
    }
}
