package org.gangway.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells the version of its WAR, how much it has read, and which process it is, and writes the id of each request to the console. One whose id ends with {@code slow}
 * takes longer, and then needs its WAR.
 */
public final class ReloadServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getQueryString() != null) {
            System.out.println("hit " + request.getQueryString() + ".");
        }
        int read = request.getInputStream().readAllBytes().length;
        if (request.getQueryString() != null && request.getQueryString().endsWith("slow")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            try (InputStream descriptor = getServletContext().getResourceAsStream("/WEB-INF/web.xml")) {
                if (descriptor.readAllBytes().length == 0) {
                    throw new IOException("the WAR is gone");
                }
            }
        }
        response.setContentType("text/plain");
        response.getWriter()
                .print(getServletContext().getInitParameter("version") + " " + read + " "
                        + ProcessHandle.current().pid());
    }
}
