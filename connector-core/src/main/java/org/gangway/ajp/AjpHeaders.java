package org.gangway.ajp;

import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.internal.FieldUse;
import org.gangway.request.internal.HeaderList;
import org.gangway.request.internal.LastPositions;
import org.gangway.request.internal.Origin;

/** Makes header fields of those of a FORWARD_REQUEST. */
final class AjpHeaders {
    /** More positions than this aren't remembered. */
    private static final int MOST_POSITIONS = 64;

    private final HeaderList headers;
    private final HeaderPolicy policy;
    private final LastPositions<LastHeader> last = new LastPositions<>(MOST_POSITIONS, LastHeader::new);

    AjpHeaders(HeaderList headers, HeaderPolicy policy) {
        this.headers = headers;
        this.policy = policy;
    }

    /**
     * Takes the header fields, of which Host tells the origin.
     *
     * @param announced whether Content-Length says something; it doesn't if the body is chunked, or there is none
     * @throws GatewayException 400 or 431 for header fields that are no good
     */
    void map(ForwardRequest request, Origin origin, boolean announced) {
        int host = -1;
        for (int i = 0; i < request.headerCount(); i++) {
            LastHeader header = last.at(i);
            header.classify(request, i, policy);
            FieldUse use = header.use();
            int length = request.valueLength(i);
            if (use == FieldUse.DROP
                    || (use == FieldUse.PASS && !announced && RequestFraming.isContentLength(request, i))) {
                continue;
            }
            if (use == FieldUse.HOST) {
                if (length == 0) {
                    continue;
                }
                if (host >= 0 && !request.sameValue(host, i)) {
                    throw new GatewayException(
                            400, "header field Host came twice with different values", Disposition.KEEP);
                }
                host = i;
                length = origin.readHost(request.block(), request.valueOffset(i), length);
                if (length == 0) {
                    continue;
                }
            }
            headers.add(use, header.field(request, i, length));
        }
    }

    void clear() {
        headers.clear();
        last.trim();
    }
}
