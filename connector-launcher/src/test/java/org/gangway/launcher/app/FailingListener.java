package org.gangway.launcher.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import javax.naming.NameNotFoundException;

/** Fails as applications do; the context parameter "failure" says how. */
public final class FailingListener implements ServletContextListener {
    private Object opened;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        String failure = String.valueOf(event.getServletContext().getInitParameter("failure"));
        switch (failure) {
            case "class" -> throw new NoClassDefFoundError("org/postgresql/Driver");
            case "error" -> throw new AssertionError("the cache\nis inconsistent");
            case "memory" -> throw new OutOfMemoryError("Java heap space");
            case "version" -> throw new UnsupportedClassVersionError("a/B has been compiled by a more recent version");
            case "halt" -> Runtime.getRuntime().halt(9);
            case "opens" -> opened = reach();
            case "method" ->
                throw new NoSuchMethodError(
                        "'boolean jakarta.servlet.http.HttpServletRequest.isRequestedSessionIdFromUrl()'");
            case "name" ->
                throw new IllegalStateException("no data source", new NameNotFoundException("java:comp/env/jdbc/shop"));
            default -> throw new IllegalStateException("no configuration");
        }
    }

    /** Nothing was opened if it failed. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        opened = opened.toString();
    }

    private static Object reach() {
        try {
            var method = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
