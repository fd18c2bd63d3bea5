package org.gangway.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes the id of each request to the console, takes its time, and tells which process it is. */
public final class PreforkServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        System.out.println("hit " + request.getQueryString() + '.');
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        response.setContentType("text/plain");
        response.getWriter().print(ProcessHandle.current().pid());
    }
}
