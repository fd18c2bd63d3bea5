package org.gangway.launcher.reload;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.gangway.launcher.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that an application answers before clients reach it: what it loads and compiles at its first requests is
 * there then, and one that can't serve is found out. They are made inside of the server, not through its connectors.
 *
 * @param targets paths as a client sees them, with the context path, and perhaps a query
 * @param patience how long each may take
 */
public record WarmUp(List<String> targets, Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int FIRST_FAILURE = 500;

    /**
     * Whether a request is one of a warm-up.
     *
     * @param request the request
     * @return whether it is
     */
    static boolean asks(Request request) {
        return request.getConnectionMetaData().getConnector() instanceof Inside;
    }

    /**
     * Asks for all of them, one after the other.
     *
     * @param server whose handlers are started; its connectors need not be
     * @throws UserError if one isn't answered in time, or with a status of 500 or more
     */
    public void run(Server server) throws UserError {
        if (targets.isEmpty()) {
            return;
        }
        Inside inside = new Inside(server);
        inside.setIdleTimeout(patience.toMillis());
        try {
            inside.start();
            for (String target : targets) {
                ask(inside, target);
            }
        } catch (UserError e) {
            throw e;
        } catch (Exception e) {
            throw UserError.failed("--warm-up failed (" + e + "); the log has the details", e);
        } finally {
            stop(inside);
        }
    }

    private void ask(LocalConnector inside, String target) throws Exception {
        long start = System.nanoTime();
        String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Gangway warm-up\r\n"
                + "Connection: close\r\n\r\n";
        String response = inside.getResponse(request, patience.toMillis(), TimeUnit.MILLISECONDS);
        if (response == null || response.isEmpty()) {
            throw UserError.failed("--warm-up " + target + " has no answer after " + patience.toSeconds()
                    + " s; see what the application waits for, or name another path");
        }
        int status = Integer.parseInt(response.split("[ \r\n]", 3)[1]);
        if (status >= FIRST_FAILURE) {
            throw UserError.failed("--warm-up " + target + " is answered with " + status
                    + "; correct the application (the log may say more), or name another path");
        }
        LOG.info(
                "Warm-up: {} answered {} in {} ms",
                target,
                status,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private static void stop(LocalConnector connector) {
        try {
            connector.stop();
        } catch (Exception e) {
            LOG.debug("Cannot stop {}", connector, e);
        }
    }

    /** By which the requests of a warm-up come. */
    private static final class Inside extends LocalConnector {
        Inside(Server server) {
            super(server);
        }
    }
}
