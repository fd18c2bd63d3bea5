package org.gangway.jetty.internal;

import org.eclipse.jetty.server.Request;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayRequest;

/** What one protocol says of a request; recycled with its {@link Exchange}. */
interface Head {
    /** The request, complete when the exchange's {@linkplain Exchange#isHeadIncomplete() head is}. */
    GatewayRequest request();

    /** Whether the method is HEAD, also of a request that is refused. */
    boolean isHead();

    /** The length of the body that Jetty is told, or -1. */
    long announcedLength();

    /** What the protocol calls the request, for the log. */
    String id();

    /** Why a request that asks for a WebSocket can't become one, in one line with what to do, or null if it can. */
    String objectionToTunnel();

    /** Gives Jetty's request what only this protocol knows. */
    default void describe(Request jettyRequest) {}

    /** What the client is told beside the status, or null: mostly nothing, for the log has it. */
    default String words(GatewayException refusal) {
        return null;
    }

    /** The peer is gone for good: drops what else the request brought along. */
    @GuardedBy("connection")
    default void abandon(Throwable cause) {}

    /** Tells the web server's log why the request gets an error, where the protocol can. */
    default void complain(String reason) {}
}
