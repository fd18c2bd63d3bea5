package org.gangway.jetty.internal;

import java.util.Arrays;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.gangway.request.GatewayRequest;
import org.gangway.request.HeaderField;

/**
 * Makes Jetty's header fields of one request after another. The mapper gives the same {@link HeaderField} instance
 * where a field is the same as last time at its place; then Jetty's field is used again, or all of them.
 */
final class RequestFields {
    private HeaderField[] headers = {};
    private HttpField[] fields = {};
    /** What {@link #fields} hold, or null while they are being changed: making one of them may fail. */
    private HttpFields all = HttpFields.EMPTY;

    /**
     * @param request gives the header fields
     * @return Jetty's header fields, immutable
     * @throws org.eclipse.jetty.http.HttpException.RuntimeException if Jetty takes no such Host
     */
    @SuppressWarnings("ReferenceEquality") // the same instance is what allows to use its field again
    HttpFields of(GatewayRequest request) {
        int count = request.headerCount();
        if (all != null && all.size() != count) {
            all = null;
        }
        if (count > fields.length) {
            headers = Arrays.copyOf(headers, count + 8);
            fields = Arrays.copyOf(fields, count + 8);
        }
        for (int i = 0; i < count; i++) {
            HeaderField header = request.header(i);
            if (headers[i] != header) {
                all = null;
                fields[i] = field(header);
                headers[i] = header;
            }
        }
        if (all == null) {
            HttpFields.Mutable made = HttpFields.build(count);
            for (int i = 0; i < count; i++) {
                made.add(fields[i]);
            }
            all = made.asImmutable();
        }
        return all;
    }

    private static HttpField field(HeaderField header) {
        return HttpHeader.HOST.is(header.name())
                ? new HostPortHttpField(header.value())
                : new HttpField(header.name(), header.value());
    }
}
