package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;

/**
 * The body of a response in chunks with trailers behind it (RFC 9112, section 7.1), for a web server that takes such a
 * body from FastCGI or SCGI and has said so: HAProxy, lighttpd. For one response.
 */
final class ChunkedBody {
    private static final byte[] END_LINE = {'\r', '\n'};

    private final Supplier<HttpFields> trailers;

    /**
     * @param response the head of a response with trailers
     */
    ChunkedBody(MetaData.Response response) {
        trailers = response.getTrailersSupplier();
    }

    /** The head that goes with it. */
    static MetaData.Response head(MetaData.Response response) {
        return new Head(response);
    }

    static boolean isHead(MetaData.Response response) {
        return response instanceof Head;
    }

    /**
     * Takes the next content.
     *
     * @param content what comes next; it is consumed
     * @param last whether it is the last
     * @return the same as a chunk, and what ends the body
     */
    ByteBuffer next(ByteBuffer content, boolean last) {
        byte[] size = content.hasRemaining() ? line(Integer.toHexString(content.remaining())) : new byte[0];
        byte[] end = last ? line("0\r\n" + trailerText()) : new byte[0];
        ByteBuffer framed = ByteBuffer.allocate(size.length + content.remaining() + END_LINE.length + end.length);
        if (content.hasRemaining()) {
            framed.put(size).put(content).put(END_LINE);
        }
        return framed.put(end).flip();
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private String trailerText() {
        HttpFields fields = trailers.get();
        StringBuilder text = new StringBuilder();
        if (fields != null) {
            for (HttpField field : fields) {
                boolean allowed = ResponseHead.isSent(field, HttpStatus.OK_200)
                        && field.getHeader() != HttpHeader.CONTENT_LENGTH
                        && field.getValue() != null;
                if (allowed && isClean(field.getName()) && isClean(field.getValue())) {
                    text.append(field.getName())
                            .append(": ")
                            .append(field.getValue())
                            .append("\r\n");
                }
            }
        }
        return text.toString();
    }

    private static boolean isClean(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf('\0') < 0;
    }

    private static final class Head extends MetaData.Response {
        Head(MetaData.Response response) {
            super(response.getStatus(), response.getReason(), HttpVersion.HTTP_1_1, response.getHttpFields(), -1);
        }
    }
}
