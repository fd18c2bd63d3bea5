package org.gangway.sample;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /throw}: throws, which the error page turns into a 500. {@code /throw?after=N}: throws when N bytes are on
 * their way (at most 1,000,000), which nothing can turn into an error page.
 */
@WebServlet(urlPatterns = "/throw", asyncSupported = true)
public final class ThrowServlet extends SampleServlet {
    private static final int MAX_BYTES = 1_000_000;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long bytes = new Parameters(request).number("after", 0, MAX_BYTES, 0);
        if (bytes > 0) {
            response.setContentType("application/octet-stream");
            response.setHeader("X-Accel-Buffering", "no");
            ServletOutputStream out = response.getOutputStream();
            out.write(new byte[(int) bytes]);
            out.flush();
        }
        throw new IllegalStateException("Thrown on purpose by /throw.");
    }
}
