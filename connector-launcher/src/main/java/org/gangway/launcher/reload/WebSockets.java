package org.gangway.launcher.reload;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.component.Graceful;

/** The WebSockets of applications: for their requests nobody waits, and they would never end by themselves. */
public final class WebSockets {
    /** How long in seconds a write may take that says good-bye. */
    private static final int PATIENCE = 2;

    /** What Jetty's implementations of each level call the bean that knows the open ones. */
    private static final String TRACKER = "SessionTracker";

    private WebSockets() {}

    /**
     * Closes those that are open with 1001, Going Away, and waits until that is sent, though not for long.
     *
     * @param applications a server or a handler
     */
    public static void goAway(Handler applications) {
        if (!(applications instanceof Container container)) {
            return;
        }
        CompletableFuture<?>[] told = container.getContainedBeans(Graceful.class).stream()
                .filter(bean -> bean.getClass().getSimpleName().equals(TRACKER))
                .map(Graceful::shutdown)
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(told)
                .completeOnTimeout(null, PATIENCE, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
    }
}
