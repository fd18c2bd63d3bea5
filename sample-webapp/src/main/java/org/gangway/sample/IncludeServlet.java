package org.gangway.sample;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * {@code /include?mode=include|forward|jsp}: wraps what {@code /info/included} answers in a JSON object, or forwards to
 * {@code /info/forwarded} or to {@code /hello.jsp}.
 */
@WebServlet("/include")
public final class IncludeServlet extends SampleServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (new Parameters(request).oneOf("mode", List.of("include", "forward", "jsp"))) {
            case "forward" ->
                request.getRequestDispatcher("/info/forwarded?via=forward").forward(request, response);
            case "jsp" -> request.getRequestDispatcher("/hello.jsp").forward(request, response);
            default -> include(request, response);
        }
    }

    private static void include(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setContentType("application/json");
        response.setCharacterEncoding("utf-8");
        ServletOutputStream out = response.getOutputStream();
        out.print("{\"includedBy\":" + Json.of(request.getServletPath()) + ",\"included\":");
        request.getRequestDispatcher("/info/included?via=include").include(request, response);
        out.print("}\n");
    }
}
