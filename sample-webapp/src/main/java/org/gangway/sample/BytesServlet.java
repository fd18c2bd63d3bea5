package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /bytes?n=SIZE}: a download of {@code n} bytes (0 to 1 TiB) of the {@link BytePattern}.
 *
 * <p>{@code chunked=1} leaves Content-Length out, {@code etag=1} adds an ETag and answers If-None-Match, {@code save=1}
 * makes browsers store it. Up to 100 MiB the header X-Content-SHA256 has the digest.
 */
@WebServlet("/bytes")
public final class BytesServlet extends SampleServlet {
    private static final long MAX_BYTES = 1L << 40;
    private static final long MAX_DIGEST_BYTES = 100L << 20;
    private static final int MAX_KEPT_DIGESTS = 256;

    private final Map<Long, String> digests = new ConcurrentHashMap<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long size = new Parameters(request).number("n", 0, MAX_BYTES, 1024);
        if (head(request, response, size)) {
            if (new Parameters(request).flag("chunked")) {
                // Else the container would add the length of a small response.
                response.flushBuffer();
            }
            BytePattern.writeTo(response.getOutputStream(), size);
        }
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        head(request, response, new Parameters(request).number("n", 0, MAX_BYTES, 1024));
    }

    /** Sets the response head; false when there is no content to follow. */
    private boolean head(HttpServletRequest request, HttpServletResponse response, long size) {
        Parameters parameters = new Parameters(request);
        boolean chunked = parameters.flag("chunked");
        boolean tagged = parameters.flag("etag");
        boolean saved = parameters.flag("save");
        if (tagged) {
            String tag = "\"bytes-" + size + "\"";
            response.setHeader("ETag", tag);
            response.setHeader("Cache-Control", "no-cache");
            if (matches(request.getHeader("If-None-Match"), tag)) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return false;
            }
        }
        response.setContentType("application/octet-stream");
        if (saved) {
            response.setHeader("Content-Disposition", "attachment; filename=\"bytes-" + size + ".bin\"");
        }
        if (size <= MAX_DIGEST_BYTES) {
            response.setHeader("X-Content-SHA256", digest(size));
        }
        if (!chunked) {
            response.setContentLengthLong(size);
        }
        return true;
    }

    private static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",", -1)) {
            String trimmed = candidate.trim();
            if (trimmed.equals("*") || trimmed.equals(tag) || trimmed.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    private String digest(long size) {
        String known = digests.get(size);
        if (known != null) {
            return known;
        }
        String digest = BytePattern.sha256(size);
        if (digests.size() < MAX_KEPT_DIGESTS) {
            digests.put(size, digest);
        }
        return digest;
    }
}
