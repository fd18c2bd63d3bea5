package org.gangway.ajp;

import org.gangway.request.BodyLength;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.internal.AsciiText;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.Numbers;

/**
 * How the body of a request comes, by Content-Length and Transfer-Encoding. The web server has undone the chunks, but
 * leaves the field; then packets come only when asked for, until one is empty, whatever Content-Length says. What could
 * be read in two ways is refused, for an old web server may be the one that reads it the other way (rules ).
 */
final class RequestFraming {
    private static final String CONTENT_LENGTH = "content-length";
    private static final int CONTENT_LENGTH_CODE = HeaderCodes.REQUEST.code(CONTENT_LENGTH);
    private static final String TRANSFER_ENCODING = "transfer-encoding";
    private static final String CONTENT_ENCODING = "content-encoding";
    private static final String GZIP = "gzip";
    private static final String X_GZIP = "x-gzip";
    private static final String CHUNKED = "chunked";
    private static final String IDENTITY = "identity";

    private boolean transferEncoding;
    private boolean chunked;
    private boolean gzip;
    private long contentLength;
    private BodyLength length = BodyLength.NONE;

    long contentLength() {
        return contentLength;
    }

    BodyLength bodyLength() {
        return length;
    }

    /** Whether the client sent the body in gzip's format. */
    boolean isGzip() {
        return gzip;
    }

    void clear() {
        transferEncoding = false;
        chunked = false;
        gzip = false;
        contentLength = -1;
        length = BodyLength.NONE;
    }

    /** Whether a name is Content-Length. */
    static boolean isContentLength(ForwardRequest request, int i) {
        int code = request.headerCode(i);
        return code == CONTENT_LENGTH_CODE
                || (code == HeaderCodes.NONE
                        && AsciiText.isAnyCase(
                                request.block(), request.nameOffset(i), request.nameLength(i), CONTENT_LENGTH));
    }

    /** Looks at a header field. */
    void add(ForwardRequest request, int i) {
        byte[] block = request.block();
        int offset = request.valueOffset(i);
        int valueLength = request.valueLength(i);
        if (isContentLength(request, i)) {
            if (contentLength >= 0) {
                throw refused(400, "Content-Length came twice");
            }
            contentLength = Numbers.parse(block, offset, valueLength);
            if (contentLength < 0) {
                throw refused(400, "Content-Length is no length: " + Escaped.text(block, offset, valueLength));
            }
        } else if (request.headerCode(i) == HeaderCodes.NONE
                && AsciiText.isAnyCase(block, request.nameOffset(i), request.nameLength(i), TRANSFER_ENCODING)) {
            if (transferEncoding) {
                throw refused(400, "Transfer-Encoding came twice");
            }
            transferEncoding = true;
            chunked = AsciiText.isAnyCase(block, offset, valueLength, CHUNKED);
            if (!chunked && !AsciiText.isAnyCase(block, offset, valueLength, IDENTITY)) {
                throw refused(501, "Transfer-Encoding is not chunked: " + Escaped.text(block, offset, valueLength));
            }
        } else if (request.headerCode(i) == HeaderCodes.NONE
                && AsciiText.isAnyCase(block, request.nameOffset(i), request.nameLength(i), CONTENT_ENCODING)) {
            gzip = AsciiText.isAnyCase(block, offset, valueLength, GZIP)
                    || AsciiText.isAnyCase(block, offset, valueLength, X_GZIP);
        }
    }

    /** All header fields were looked at. */
    void complete() {
        if (chunked) {
            contentLength = -1;
            length = BodyLength.UNTIL_END;
        } else if (contentLength > 0) {
            length = BodyLength.KNOWN;
        }
    }

    private static GatewayException refused(int status, String reason) {
        return new GatewayException(status, reason, Disposition.CLOSE_AFTER_RESPONSE);
    }
}
