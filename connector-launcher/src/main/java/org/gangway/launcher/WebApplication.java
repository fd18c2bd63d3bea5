package org.gangway.launcher;

import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import org.eclipse.jetty.server.Deployable;
import org.eclipse.jetty.server.handler.ContextHandler;

/**
 * An application and its context in the server. The classes of an EE level are known to its environment only, so what
 * all levels have alike is reached by name.
 */
final class WebApplication {
    private final Application application;
    private final ContextHandler context;
    private final Object webAppContext;

    /**
     * Knows a context.
     *
     * @param application what it was made from
     * @param context what the server has
     */
    WebApplication(Application application, ContextHandler context) {
        this.application = application;
        this.context = context;
        // That of EE 8 is wrapped in one that the server understands.
        this.webAppContext = application.level() == ServletLevel.EE8 ? context.getBean(Deployable.class) : context;
    }

    /**
     * What it was made from.
     *
     * @return the application
     */
    Application application() {
        return application;
    }

    /**
     * What the server has.
     *
     * @return the context
     */
    ContextHandler context() {
        return context;
    }

    /**
     * Jetty's {@code WebAppContext}: of the EE level's own class, and the same as {@link #context()} from EE 10 on.
     *
     * @return the context as the EE level has it
     */
    Object webAppContext() {
        return webAppContext;
    }

    /**
     * Where it is mounted.
     *
     * @return the context path, and the virtual hosts if it has some
     */
    String address() {
        return context.getVirtualHosts().isEmpty()
                ? context.getContextPath()
                : context.getContextPath() + " of " + String.join(", ", context.getVirtualHosts());
    }

    /**
     * Moves it below a URL prefix, unless it is there.
     *
     * @param prefix the prefix, may be empty
     */
    void moveBelow(String prefix) {
        String below = Application.below(prefix, context.getContextPath());
        if (!below.equals(context.getContextPath())) {
            context.setContextPath(below);
        }
    }

    /**
     * An attribute of the context.
     *
     * @param name the name
     * @return the value, or null
     */
    Object attribute(String name) {
        return call(webAppContext, "getAttribute", name);
    }

    /**
     * Whether a directory for temporary files was set.
     *
     * @return whether there is one
     */
    boolean hasWorkDirectory() {
        return context.getTempDirectory() != null;
    }

    /**
     * Where its content comes from, as the command line or a context XML says.
     *
     * @return a file or a directory, or null if it isn't known or no plain file
     */
    Path war() {
        Object war = call(webAppContext, "getWar");
        if (war == null) {
            return null;
        }
        try {
            String text = war.toString();
            return text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Takes the content from elsewhere.
     *
     * @param war a copy of {@link #war()}
     */
    void setWar(Path war) {
        call(webAppContext, "setWar", war.toString());
    }

    /** Copies classes and jars of an exploded WAR into the directory for temporary files, and uses the copy. */
    void copyWebInf() {
        call(webAppContext, "setCopyWebInf", true);
    }

    /**
     * Makes a failure of this application one of the whole server, or not: then requests for it get a 503.
     *
     * @param fatal whether it does
     */
    void setFailureFatal(boolean fatal) {
        call(webAppContext, "setThrowUnavailableOnStartupException", fatal);
    }

    /** Lets the servlet API decode any path that Jetty lets pass instead of refusing it. EE 8 always does. */
    void decodeAmbiguousUris() {
        if (application.level() != ServletLevel.EE8) {
            call(call(webAppContext, "getServletHandler"), "setDecodeAmbiguousURIs", true);
        }
    }

    /**
     * Shows stack traces in Jetty's error pages, or not: EE 8 would.
     *
     * @param shown whether they are shown
     */
    void showStacks(boolean shown) {
        Object pages = call(webAppContext, "getErrorHandler");
        if (pages != null) {
            call(pages, "setShowStacks", shown);
        }
    }

    /**
     * Where its content comes from, in the words of the context XML that names it.
     *
     * @return a path or a URL, or null
     */
    String namedWar() {
        return (String) call(webAppContext, "getWar");
    }

    /**
     * Why it could not start.
     *
     * @return the failure, or null
     */
    Throwable failure() {
        return application.flaw() == null ? (Throwable) call(webAppContext, "getUnavailableException") : null;
    }

    private static Object call(Object target, String method, Object... arguments) {
        try {
            Class<?>[] types = Arrays.stream(arguments)
                    .map(argument -> argument instanceof Boolean ? boolean.class : argument.getClass())
                    .toArray(Class<?>[]::new);
            return target.getClass().getMethod(method, types).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This is no Jetty 12.1: " + e, e);
        }
    }
}
