package org.gangway.servlet;

import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The context of an application as a request with a prefix shows it: its context path has the prefix. A proxy, so that
 * it has the methods of whatever servlet API there is. Equal to the container's context.
 */
final class ScriptNameContext implements InvocationHandler {
    private final ServletContext container;
    private final MountPoint mount;

    private ScriptNameContext(ServletContext container, MountPoint mount) {
        this.container = container;
        this.mount = mount;
    }

    static ServletContext of(ServletContext container, MountPoint mount) {
        return container(container) == container
                ? (ServletContext) Proxy.newProxyInstance(
                        ScriptNameContext.class.getClassLoader(),
                        new Class<?>[] {ServletContext.class},
                        new ScriptNameContext(container, mount))
                : container;
    }

    /** The container's own context behind a context that an application passes on. */
    static ServletContext container(ServletContext context) {
        return context != null
                        && Proxy.isProxyClass(context.getClass())
                        && Proxy.getInvocationHandler(context) instanceof ScriptNameContext shown
                ? shown.container
                : context;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "getContextPath" -> mount.translateForClient(container.getContextPath());
            case "getContext" -> context((String) arguments[0]);
            case "equals" ->
                container.equals(arguments[0] instanceof ServletContext other ? container(other) : arguments[0]);
            default -> ask(method, arguments);
        };
    }

    private Object ask(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(container, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Another application, which this one knows by the path that a client sees. */
    private ServletContext context(String path) {
        int end = path == null ? -1 : mount.endOfPrefix(path, 0);
        ServletContext other =
                container.getContext(end < 0 ? path : '/' + path.substring(Math.min(end + 1, path.length())));
        return other == null ? null : of(other, mount);
    }
}
