package org.gangway.cgi;

import java.util.Locale;
import org.gangway.request.BodyLength;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.internal.ContentMethod;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.Numbers;

/** How long the body is, by CONTENT_LENGTH and its absence. */
final class CgiBody {
    /** What Caddy sends for a chunked request. */
    private static final byte[] CHUNKED = {'-', '1'};

    private long contentLength;
    private BodyLength length = BodyLength.NONE;

    /** What the client announced, or -1. */
    long contentLength() {
        return contentLength;
    }

    BodyLength length() {
        return length;
    }

    void map(CgiVariables variables, VariableIndex index, String method) {
        contentLength = -1;
        int i = index.find(Variable.CONTENT_LENGTH);
        if (i < 0) {
            refuseRawChunks(index);
            length = mayBeUndeclared(index, method) ? BodyLength.UNTIL_END : BodyLength.NONE;
            return;
        }
        boolean chunked = variables.valueEquals(i, CHUNKED);
        if (!chunked) {
            contentLength = number(variables, i);
            if (contentLength < 0) {
                throw refused("CONTENT_LENGTH is no length: "
                        + Escaped.text(variables.block(), variables.valueOffset(i), variables.valueLength(i)));
            }
        }
        int header = index.find(Variable.HTTP_CONTENT_LENGTH);
        if (header >= 0 && contentLength != number(variables, header)) {
            if (contentLength == 0 && number(variables, header) > 0) {
                // nginx keeps the body from this application: auth_request, or CONTENT_LENGTH set to 0.
                contentLength = -1;
                length = BodyLength.UNTIL_END;
                return;
            }
            throw refused("CONTENT_LENGTH and HTTP_CONTENT_LENGTH differ");
        }
        length = chunked ? BodyLength.UNTIL_END : contentLength == 0 ? BodyLength.NONE : BodyLength.KNOWN;
        if (contentLength == 0) {
            refuseRawChunks(index);
            if (header < 0 && !ContentMethod.is(method)) {
                // lighttpd, HAProxy, mod_fcgid and SCGI say 0 where the client said nothing.
                contentLength = -1;
            }
        }
    }

    /**
     * Without a length, there is a body if it came chunked (mod_proxy_fcgi, and nginx with fastcgi_request_buffering
     * off), and there may be one over HTTP/2, where nothing announces it; but not with GET and HEAD.
     */
    private static boolean mayBeUndeclared(VariableIndex index, String method) {
        return index.find(Variable.HTTP_TRANSFER_ENCODING) >= 0 || !(method.equals("GET") || method.equals("HEAD"));
    }

    /**
     * Cherokee sends the chunks of its client as they are, behind a body that it ended before. No client can write this
     * variable: its header fields begin with HTTP_.
     */
    private static void refuseRawChunks(VariableIndex index) {
        if (index.find(Variable.CONTENT_TRANSFER_ENCODING) >= 0
                && index.text(Variable.CONTENT_TRANSFER_ENCODING)
                        .toLowerCase(Locale.ROOT)
                        .endsWith("chunked")) {
            throw new GatewayException(
                    411,
                    "the web server doesn't decode a chunked body (CONTENT_TRANSFER_ENCODING), as Cherokee doesn't; have"
                            + " the client send Content-Length",
                    Disposition.KEEP);
        }
    }

    private static long number(CgiVariables variables, int i) {
        return Numbers.parse(variables.block(), variables.valueOffset(i), variables.valueLength(i));
    }

    private static GatewayException refused(String reason) {
        return new GatewayException(400, reason, Disposition.KEEP);
    }
}
