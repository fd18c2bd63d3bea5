package org.gangway.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Sends whole answers with their length, in UTF-8. */
final class Responses {
    private Responses() {}

    /** Sends {@code value} as JSON with the given status. */
    static void json(HttpServletResponse response, int status, Object value) throws IOException {
        send(response, status, "application/json", Json.of(value) + "\n");
    }

    /** Sends an HTML page that may load nothing but the application's own files. */
    static void html(HttpServletResponse response, int status, String page) throws IOException {
        response.setHeader("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'");
        send(response, status, "text/html", page);
    }

    /** Whether the client asks for a page: its Accept header names text/html. */
    static boolean wantsHtml(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    private static void send(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setCharacterEncoding("utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
