package org.gangway.sample;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /nio}: sends the body back while it arrives, with a ReadListener and a WriteListener, for any method. */
@WebServlet(urlPatterns = "/nio", asyncSupported = true)
public final class NioServlet extends SampleServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String type = request.getContentType();
        // The client's HTML must not run in this site's name.
        boolean plain = type != null && (type.startsWith("text/plain") || type.startsWith("application/json"));
        response.setContentType(plain ? type : "application/octet-stream");
        response.setHeader("X-Content-Type-Options", "nosniff");
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        new NioEcho(async).start();
    }
}
