package org.gangway.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Set;

/** A request whose paths are those of the client. */
final class ScriptNameRequest extends HttpServletRequestWrapper {
    private static final Set<String> PATH_ATTRIBUTES = Set.of(
            RequestDispatcher.FORWARD_REQUEST_URI,
            RequestDispatcher.FORWARD_CONTEXT_PATH,
            RequestDispatcher.INCLUDE_REQUEST_URI,
            RequestDispatcher.INCLUDE_CONTEXT_PATH,
            RequestDispatcher.ERROR_REQUEST_URI,
            AsyncContext.ASYNC_REQUEST_URI,
            AsyncContext.ASYNC_CONTEXT_PATH);

    private final MountPoint mount;
    private final ServletResponse response;
    private final boolean nested;
    private ServletContext context;

    /**
     * @param request the container's request
     * @param response the response that goes with it
     * @param mount its mount point
     */
    ScriptNameRequest(HttpServletRequest request, ServletResponse response, MountPoint mount) {
        super(request);
        this.mount = mount;
        this.response = response;
        this.nested = request instanceof ScriptNameRequest
                || (request instanceof ServletRequestWrapper wrapper && wrapper.isWrapperFor(ScriptNameRequest.class));
    }

    @Override
    public String getContextPath() {
        return mount.translate(super.getContextPath());
    }

    @Override
    public String getRequestURI() {
        return mount.translate(super.getRequestURI());
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer url = super.getRequestURL();
        String uri = getRequestURI();
        if (url == null || uri == null || mount.view() != MountPoint.View.CLIENT) {
            return url;
        }
        int path = url.indexOf("/", url.indexOf("://") + 3);
        url.setLength(path < 0 ? url.length() : path);
        return url.append(uri);
    }

    @Override
    public String getQueryString() {
        return mount.view() == MountPoint.View.STARTING_ASYNC ? null : super.getQueryString();
    }

    @Override
    public Object getAttribute(String name) {
        Object value = super.getAttribute(name);
        return value instanceof String path && PATH_ATTRIBUTES.contains(name) ? mount.translate(path) : value;
    }

    @Override
    public ServletContext getServletContext() {
        ServletContext container = super.getServletContext();
        if (container == null || mount.view() != MountPoint.View.CLIENT) {
            return container;
        }
        if (context == null || !context.equals(container)) {
            context = ScriptNameContext.of(container, mount);
        }
        return context;
    }

    @Override
    public AsyncContext getAsyncContext() {
        return ScriptNameAsyncContext.of(super.getAsyncContext());
    }

    /** The innermost wrapper stands for the original request, whose processing this call begins. */
    @Override
    public AsyncContext startAsync() {
        return nested ? super.startAsync() : startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        MountPoint.View before = mount.show(MountPoint.View.STARTING_ASYNC);
        try {
            return ScriptNameAsyncContext.of(super.startAsync(request, response));
        } finally {
            mount.show(before);
        }
    }
}
