package org.gangway.launcher.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Goes into the WARs of the tests; the tests themselves don't load it. */
@WebServlet(value = "/probe/*", asyncSupported = true)
public class ProbeServlet extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        PrintWriter out = response.getWriter();
        String hold = request.getParameter("hold");
        if (hold != null) {
            Path directory = Path.of(hold);
            Files.createFile(directory.resolve("entered"));
            while (!Files.exists(directory.resolve("go"))) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
        String sleep = request.getParameter("sleep");
        if (sleep != null) {
            Files.createFile(Path.of(sleep));
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        String stream = request.getParameter("stream");
        if (stream != null) {
            // Events that don't end; no thread waits for the next one.
            request.startAsync().setTimeout(0);
            out.println("event");
            response.flushBuffer();
            Files.createFile(Path.of(stream));
            return;
        }
        String version = getServletContext().getInitParameter("version");
        if (request.getParameter("write") != null) {
            Files.writeString(Path.of(request.getParameter("write")), version);
        }
        out.println("version=" + version);
        out.println("servlet=" + getServletContext().getMajorVersion() + '.'
                + getServletContext().getMinorVersion());
        out.println("contextPath=" + request.getContextPath());
        out.println("requestURI=" + request.getRequestURI());
        out.println("pathInfo=" + request.getPathInfo());
        out.println("userAgent=" + Collections.list(request.getHeaders("User-Agent")));
        out.println("road=" + request.getAttribute("GANGWAY_ROAD"));
        out.println("jetty=" + visible("org.eclipse.jetty.server.Server"));
        out.println("slf4j=" + visible("org.slf4j.LoggerFactory"));
        out.println("gangway=" + visible("org.gangway.launcher.Main"));
        out.println("jsp=" + visible(HttpServlet.class.getPackageName().replace("http", "jsp") + ".JspFactory"));
        out.println("websocket="
                + visible(HttpServlet.class.getPackageName().replace("servlet.http", "websocket") + ".Session"));
        out.println("serverContainer="
                + (getServletContext().getAttribute("jakarta.websocket.server.ServerContainer") != null));
        out.println("entry=" + entry());
        out.println("initializer=" + getServletContext().getAttribute("initializer"));
        if (request.getParameter("session") != null) {
            HttpSession session = request.getSession();
            Object count = session.getAttribute("count");
            session.setAttribute("count", count == null ? 1 : (Integer) count + 1);
            out.println("count=" + session.getAttribute("count"));
            out.println("id=" + session.getId());
        }
        out.println("fragment=" + getServletContext().getInitParameter("fragment"));
        out.println("virtual=" + isVirtual());
        if (request.getParameter("origin") != null) {
            for (String type : request.getParameterValues("origin")) {
                out.println(type + " of " + origin(type));
            }
        }
        if (request.getParameter("resources") != null) {
            out.println("resources=" + places(request.getParameter("resources")));
        }
        out.println("services=" + resource("META-INF/services/org.slf4j.spi.SLF4JServiceProvider"));
    }

    /** Reads the body; tells when it has begun. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        InputStream in = request.getInputStream();
        int first = in.read();
        Files.writeString(Path.of(request.getParameter("begun")), String.valueOf(first));
        in.transferTo(response.getOutputStream());
    }

    private static boolean visible(String type) {
        try {
            Class.forName(type, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The jar that a class is from, as the application sees it. */
    private static String origin(String type) {
        try {
            Class<?> loaded = Class.forName(type, false, Thread.currentThread().getContextClassLoader());
            return loaded.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath()
                    .replaceFirst(".*/", "");
        } catch (ClassNotFoundException e) {
            return "nowhere";
        }
    }

    /** The jars that have a resource, in order. */
    private static List<String> places(String resource) throws IOException {
        return Collections.list(Thread.currentThread().getContextClassLoader().getResources(resource)).stream()
                .map(url -> url.getPath().replaceFirst("!.*", "").replaceFirst(".*/", ""))
                .sorted()
                .toList();
    }

    /** Java 17 has no word for it. */
    private static boolean isVirtual() {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** What jetty-plus bound. */
    @SuppressWarnings("BanJNDI")
    private static Object entry() {
        try {
            return new InitialContext().lookup("java:comp/env/colour");
        } catch (NamingException e) {
            return null;
        }
    }

    private static boolean resource(String name) {
        return Thread.currentThread().getContextClassLoader().getResource(name) != null;
    }
}
