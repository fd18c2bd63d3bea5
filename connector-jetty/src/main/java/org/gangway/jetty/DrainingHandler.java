package org.gangway.jetty;

import java.util.Set;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets a worker that mod_jk's load balancer has disabled or stopped serve only the sessions that it has.
 *
 * <p>mod_jk sends a session's requests to its worker as long as the worker lives, also those of sessions that have
 * ended. With its state in {@code JK_LB_ACTIVATION} ({@code ACT}, {@code DIS} or {@code STP}) a worker can tell: a
 * request whose session ids all have the route of this worker and are of no session that is in use here is answered
 * with 307 to the same URI without the ids, and with cookies that make the client forget them, so that the balancer
 * chooses another worker. The names of cookie and path parameter, and the attributes of the cookie, are those of the
 * context that would answer.
 *
 * <p>All else is served: a request without an id, or with the id of another worker, is here because the balancer has no
 * other worker for it. So is a request that was sent back once before, by a client that has kept its id; no request is
 * sent back twice.
 *
 * <p>It belongs outside of all contexts: {@code server.insertHandler(new DrainingHandler())}. It needs jetty-session
 * where a load balancer's state comes. Thread-safe.
 */
public class DrainingHandler extends Handler.Wrapper {
    /** The request attribute in which mod_jk tells a worker's state. */
    public static final String ACTIVATION = "JK_LB_ACTIVATION";

    private static final Set<String> DRAINING = Set.of("DIS", "STP");

    private final SentBack sentBack = new SentBack();

    /** Makes a handler without a handler behind it. */
    public DrainingHandler() {
        this(null);
    }

    /**
     * @param handler serves what is not sent elsewhere
     */
    public DrainingHandler(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getAttribute(ACTIVATION) instanceof String state && DRAINING.contains(state)) {
            StickySession session = StickySession.of(getServer(), request);
            if (session != null && session.hasEnded()) {
                String location = session.uriWithout();
                if (sentBack.isFirstTime(session.ids(), location)) {
                    sendBack(session, location, response, callback);
                    return true;
                }
            }
        }
        return super.handle(request, response, callback);
    }

    private static void sendBack(StickySession session, String location, Response response, Callback callback) {
        for (HttpCookie cookie : session.expiredCookies()) {
            Response.addCookie(response, cookie);
        }
        response.setStatus(HttpStatus.TEMPORARY_REDIRECT_307);
        response.getHeaders().put(HttpHeader.LOCATION, location);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        callback.succeeded();
    }
}
