package org.gangway.jetty.internal;

import org.gangway.request.GatewayException;

/** The answer to a request that is no good, which needs no thread of the pool. */
record Refusal(ConnectorState state, JettyRequest request, GatewayException cause) implements RequestQueue.Task {
    @Override
    public void run() {
        request.answerRefusal(cause);
    }

    @Override
    public void onRejected() {
        state.refuse(this);
    }
}
