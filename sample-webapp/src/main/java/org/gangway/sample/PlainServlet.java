package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code /plain}: 13 bytes of text with their length, the smallest useful answer, for load tests. */
@WebServlet("/plain")
public final class PlainServlet extends SampleServlet {
    private static final byte[] BODY = "Hello, world\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setCharacterEncoding("utf-8");
        response.setContentLength(BODY.length);
        response.getOutputStream().write(BODY);
    }
}
