package org.gangway.jetty.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.Queue;

/** Notes what an asynchronous request is told, and completes it. */
public record AsyncErrors(Queue<Object> seen) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
        // nothing to do
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        seen.add("timeout");
        event.getAsyncContext().complete();
    }

    @Override
    public void onError(AsyncEvent event) {
        seen.add(event.getThrowable());
        event.getAsyncContext().complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // nothing to do
    }
}
