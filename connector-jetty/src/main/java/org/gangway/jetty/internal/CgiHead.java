package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiVariables;
import org.gangway.jetty.settings.GatewaySettings;

/** What a FastCGI and an SCGI request are both made of: CGI variables, and what they say. */
final class CgiHead {
    private final CgiVariables variables;
    private final CgiRequest request;

    CgiHead(GatewaySettings settings) {
        this.variables = new CgiVariables(settings.getRequestLimits());
        this.request = new CgiRequest(
                settings.getRequestLimits(),
                settings.getTrustPolicy(),
                settings.getScriptNamePolicy(),
                settings.getHeaderPolicy());
    }

    /** A part of the encoded variables. */
    void append(ByteBuffer part) {
        variables.append(part);
    }

    /** The variables, whose names and values the protocol has to find. */
    CgiVariables variables() {
        return variables;
    }

    /**
     * The names and values are found: the request is known.
     *
     * @throws org.gangway.request.GatewayException if it is no good
     */
    void map() {
        request.map(variables);
    }

    CgiRequest request() {
        return request;
    }

    /** Makes ready for another request. */
    void clear() {
        variables.clear();
        request.clear();
    }
}
