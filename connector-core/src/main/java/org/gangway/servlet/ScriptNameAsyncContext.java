package org.gangway.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** Gives the container its own context back where an application dispatches to the one of a {@link ScriptNameRequest}. */
final class ScriptNameAsyncContext implements AsyncContext {
    private final AsyncContext container;

    private ScriptNameAsyncContext(AsyncContext container) {
        this.container = container;
    }

    static AsyncContext of(AsyncContext container) {
        return container == null || container instanceof ScriptNameAsyncContext
                ? container
                : new ScriptNameAsyncContext(container);
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        container.dispatch(ScriptNameContext.container(context), path);
    }

    @Override
    public void dispatch(String path) {
        container.dispatch(path);
    }

    @Override
    public void dispatch() {
        container.dispatch();
    }

    @Override
    public ServletRequest getRequest() {
        return container.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return container.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return container.hasOriginalRequestAndResponse();
    }

    @Override
    public void complete() {
        container.complete();
    }

    @Override
    public void start(Runnable task) {
        container.start(task);
    }

    @Override
    public void addListener(AsyncListener listener) {
        container.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        container.addListener(listener, request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return container.createListener(type);
    }

    @Override
    public void setTimeout(long milliseconds) {
        container.setTimeout(milliseconds);
    }

    @Override
    public long getTimeout() {
        return container.getTimeout();
    }
}
