package org.gangway.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A WAR with one page for what matters behind a load balancer. Its parameters: {@code session} counts the requests of a
 * session, {@code read} reads the body, {@code head} sends a long header field, {@code fail} fails half-way. Header
 * fields: what {@code X-Hit} says is written to the console, and with {@code X-Block} it never ends in the process where
 * the session began.
 */
final class NodeWar {
    /** The name of the session cookie and of the path parameter in a WAR that names them itself. */
    static final String RENAMED = "SHOPID";

    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app %s metadata-complete="true">%s
              <servlet><servlet-name>page</servlet-name><jsp-file>/WEB-INF/page.jsp</jsp-file></servlet>
              <servlet-mapping><servlet-name>page</servlet-name><url-pattern>/page</url-pattern></servlet-mapping>
            </web-app>
            """;

    private static final String RENAMING = """

              <context-param>
                <param-name>org.eclipse.jetty.session.SessionIdPathParameterName</param-name>
                <param-value>SHOPID</param-value>
              </context-param>
              <session-config>
                <cookie-config>
                  <name>SHOPID</name><http-only>true</http-only><secure>true</secure>
                </cookie-config>
              </session-config>""";

    private static final String PAGE = """
            <%@ page contentType="text/plain; charset=UTF-8" session="false" %><%
            if (request.getHeader("X-Hit") != null) {
                System.out.println("hit " + request.getHeader("X-Hit") + ".");
            }
            if (request.getParameter("head") != null) {
                response.setHeader("X-Long", "h".repeat(Integer.parseInt(request.getParameter("head"))));
            }
            if (request.getParameter("fail") != null) {
                out.print("half of it");
                out.flush();
                response.flushBuffer();
                throw new IllegalStateException("half-way");
            }
            Long process = ProcessHandle.current().pid();
            if (request.getHeader("X-Block") != null && process.equals(request.getSession().getAttribute("process"))) {
                new java.util.concurrent.CountDownLatch(1).await();
            }
            int read = request.getParameter("read") == null ? -1 : request.getInputStream().readAllBytes().length;
            int count = 0;
            if (request.getParameter("session") != null) {
                HttpSession session = request.getSession();
                count = session.getAttribute("count") == null ? 1 : 1 + (Integer) session.getAttribute("count");
                session.setAttribute("count", count);
                if (session.isNew()) {
                    session.setAttribute("process", process);
                }
            }
            HttpSession known = request.getSession(false);
            String sent = request.getHeader("X-Sent");
            %>count=<%= count %>
            id=<%= known == null ? null : known.getId() %>
            link=<%= response.encodeURL("/page?session=1") %>
            read=<%= read %>
            sent=<%= sent == null ? 0 : sent.length() %>
            """;

    private NodeWar() {}

    static Path write(Path file) {
        return write(file, WEB_XML.formatted(LoginWar.Level.EE10.declaration(), ""));
    }

    /** One whose session cookie and path parameter have another name. */
    static Path writeRenamed(Path file, LoginWar.Level level) {
        return write(file, WEB_XML.formatted(level.declaration(), RENAMING));
    }

    private static Path write(Path file, String webXml) {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            add(zip, "WEB-INF/web.xml", webXml);
            add(zip, "WEB-INF/page.jsp", PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void add(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
