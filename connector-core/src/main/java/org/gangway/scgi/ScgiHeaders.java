package org.gangway.scgi;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.gangway.cgi.CgiVariables;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * The headers of an SCGI request: what lies within its netstring, each of them a CGI variable.
 *
 * <pre>
 *   CONTENT_LENGTH NUL 27 NUL SCGI NUL 1 NUL REQUEST_METHOD NUL POST NUL REQUEST_URI NUL /deepthought NUL
 * </pre>
 *
 * <p>An instance is used for one request after another; not thread-safe.
 */
public final class ScgiHeaders {
    private static final byte[] CONTENT_LENGTH = "CONTENT_LENGTH".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SCGI = "SCGI".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST_METHOD = "REQUEST_METHOD".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP_CONTENT_LENGTH = "HTTP_CONTENT_LENGTH".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "HTTP_TRANSFER_ENCODING".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_ENCODING = "HTTP_CONTENT_ENCODING".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GZIP = "gzip".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] X_GZIP = "x-gzip".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = {'1'};
    /** The longest number of decimal digits that is always a {@code long}. */
    private static final int MOST_DIGITS = 18;

    private final ScgiCompliance compliance;
    private long contentLength;
    private boolean versioned;
    private boolean chunked;
    private boolean gzip;
    private boolean withheld;
    private boolean misconfigured;

    /**
     * @param compliance how exactly requests must follow the specification
     */
    public ScgiHeaders(ScgiCompliance compliance) {
        this.compliance = Objects.requireNonNull(compliance, "compliance");
    }

    /**
     * Finds the headers.
     *
     * @param variables holds the bytes of the netstring; each header is {@linkplain CgiVariables#add added} to it
     * @throws GatewayException with {@link Disposition#CLOSE_AFTER_RESPONSE}: 400 if they are malformed, or something is
     *     missing that every request has, 500 if what is missing shows that the web server isn't configured; what
     *     {@link CgiVariables#add} refuses passes through
     */
    public void read(CgiVariables variables) {
        clear();
        split(variables);
        int methodAt = -1;
        int lengthAt = -1;
        int fieldAt = -1;
        for (int i = 0; i < variables.count(); i++) {
            if (variables.nameEquals(i, CONTENT_LENGTH)) {
                requireFirst(lengthAt < 0, "CONTENT_LENGTH");
                lengthAt = lengthAt < 0 ? i : lengthAt;
            } else if (variables.nameEquals(i, SCGI)) {
                requireFirst(!versioned, "SCGI");
                if (!variables.valueEquals(i, VERSION)) {
                    throw refused("SCGI is not 1");
                }
                versioned = true;
            } else if (variables.nameEquals(i, REQUEST_METHOD)) {
                requireFirst(methodAt < 0, "REQUEST_METHOD");
                if (methodAt >= 0 && !variables.sameValue(methodAt, i)) {
                    throw refused("REQUEST_METHOD came twice with different values");
                }
                methodAt = i;
            } else {
                chunked |= variables.nameEquals(i, TRANSFER_ENCODING);
                gzip |= variables.nameEquals(i, CONTENT_ENCODING)
                        && (variables.valueEquals(i, GZIP) || variables.valueEquals(i, X_GZIP));
                fieldAt = variables.nameEquals(i, HTTP_CONTENT_LENGTH) ? i : fieldAt;
            }
        }
        if (methodAt < 0) {
            misconfigured = true;
            throw new GatewayException(
                    500,
                    "the web server sent no REQUEST_METHOD"
                            + (versioned ? "" : " and no SCGI")
                            + "; in nginx, put \"include scgi_params;\" beside scgi_pass",
                    Disposition.CLOSE_AFTER_RESPONSE);
        }
        if (lengthAt < 0 || (lengthAt > 0 && compliance != ScgiCompliance.LENIENT)) {
            throw refused("CONTENT_LENGTH is not the first header");
        }
        contentLength = number(variables, lengthAt);
        if (fieldAt >= 0 && variables.valueLength(fieldAt) > 0 && number(variables, fieldAt) != contentLength) {
            if (contentLength > 0) {
                misconfigured = true;
                throw announcesTooLittle();
            }
            withheld = true;
        }
        if (compliance == ScgiCompliance.STRICT) {
            requireLetter(variables);
        }
    }

    /**
     * @return the length of the body in bytes, 0 or more
     */
    public long contentLength() {
        return contentLength;
    }

    /**
     * @return whether the header {@code SCGI} was there. Its absence shows that a web server's parameters were written
     *     by hand
     */
    public boolean isVersioned() {
        return versioned;
    }

    /**
     * @return whether the client sent its body in chunks. Cherokee announces an empty body then, and hands the chunks
     *     on behind it
     */
    public boolean isChunked() {
        return chunked;
    }

    /**
     * Whether the client announced a body, and the web server none. That is a request of nginx's auth_request, which
     * has no body, or an upload with {@code scgi_request_buffering off}, whose body follows in spite of it.
     *
     * @return whether what comes behind the headers decides
     */
    public boolean isWithheld() {
        return withheld;
    }

    /**
     * The request has a body that nobody knows the length of.
     *
     * @return the refusal: 400
     */
    public GatewayException announcesTooLittle() {
        return refused("CONTENT_LENGTH is " + contentLength + ", which is not the client's Content-Length;"
                + " in nginx, remove \"scgi_request_buffering off;\", which makes it announce too little");
    }

    /**
     * @return whether the client sent its body in gzip's format. With {@code SetInputFilter DEFLATE} mod_proxy_scgi
     *     sends another one, and the length of what it got
     */
    public boolean isGzip() {
        return gzip;
    }

    /**
     * @return whether what was refused shows that the web server lacks a line of its configuration: then whoever set
     *     it up, and tries it with a browser, may well be told
     */
    public boolean isMisconfigured() {
        return misconfigured;
    }

    /** Makes ready for another request. */
    public void clear() {
        contentLength = -1;
        versioned = false;
        chunked = false;
        gzip = false;
        withheld = false;
        misconfigured = false;
    }

    /** What says how to read the request comes once, even if it says the same again (S-12, rule R-6). */
    private void requireFirst(boolean first, String name) {
        if (!first && compliance != ScgiCompliance.LENIENT) {
            misconfigured = true;
            throw refused(
                    name + " came twice; have the web server send it once (in nginx, look for a second scgi_param "
                            + name + "), or set compliance to lenient");
        }
    }

    private static void split(CgiVariables variables) {
        byte[] block = variables.block();
        int end = variables.length();
        int name = 0;
        while (name < end) {
            int nameEnd = nul(block, name, end);
            int valueEnd = nameEnd < 0 ? -1 : nul(block, nameEnd + 1, end);
            if (valueEnd < 0) {
                throw refused("the headers end within a " + (nameEnd < 0 ? "name" : "value"));
            }
            variables.add(name, nameEnd - name, nameEnd + 1, valueEnd - nameEnd - 1);
            name = valueEnd + 1;
        }
    }

    private static int nul(byte[] block, int from, int end) {
        for (int i = from; i < end; i++) {
            if (block[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static long number(CgiVariables variables, int i) {
        byte[] block = variables.block();
        int offset = variables.valueOffset(i);
        int length = variables.valueLength(i);
        long number = 0;
        for (int at = offset; at < offset + length; at++) {
            int digit = block[at] - '0';
            if (digit < 0 || digit > 9) {
                throw refused("a CONTENT_LENGTH is no number");
            }
            number = number * 10 + digit;
        }
        if (length == 0 || length > MOST_DIGITS) {
            throw refused("a CONTENT_LENGTH is no number of 1 to " + MOST_DIGITS + " digits");
        }
        return number;
    }

    private void requireLetter(CgiVariables variables) {
        if (!versioned) {
            throw refused("the header SCGI is missing");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < variables.count(); i++) {
            if (!names.add(variables.name(i))) {
                throw refused("a header came twice");
            }
        }
    }

    private static GatewayException refused(String reason) {
        return new GatewayException(400, reason, Disposition.CLOSE_AFTER_RESPONSE);
    }
}
