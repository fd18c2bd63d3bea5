package org.gangway.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A WAR with a login-config and one page, which tells who the user is: for everybody at {@code /public/}, for users at
 * {@code /private/}, for administrators at {@code /admin/}. It is a JSP, so that the same WAR runs at every EE level.
 */
final class LoginWar {
    /** The realm of the login-config. */
    static final String REALM = "Login Test";

    private static final String PAGE = """
            <%@ page contentType="text/plain; charset=UTF-8" session="false" %><%
            java.util.Map<String, Object> attributes = new java.util.TreeMap<>();
            if (request.getParameter("count") != null) {
                jakarta.servlet.http.HttpSession session = request.getSession();
                Integer count = (Integer) session.getAttribute("count");
                session.setAttribute("count", count == null ? 1 : count + 1);
                attributes.put("count", session.getAttribute("count"));
            }
            if (request.getParameter("keep") != null) {
                request.getSession().setAttribute("kept", new Object() { public String toString() { return "thing"; } });
            }
            if (request.getParameter("logout") != null) {
                request.logout();
            }
            if (request.getSession(false) != null) {
                attributes.put("kept", request.getSession(false).getAttribute("kept"));
            }
            for (String name : request.getParameterMap().getOrDefault("attribute", new String[0])) {
                attributes.put(name, request.getAttribute(name));
            }
            java.util.List<String> roles = new java.util.ArrayList<>();
            for (String role : request.getParameterMap().getOrDefault("role", new String[0])) {
                if (request.isUserInRole(role)) {
                    roles.add(role);
                }
            }
            %>method=<%= request.getMethod() %>
            path=<%= request.getContextPath() + request.getServletPath() + request.getPathInfo() %>
            text=<%= request.getParameter("text") %>
            user=<%= request.getRemoteUser() %>
            type=<%= request.getAuthType() %>
            admin=<%= request.isUserInRole("admin") %>
            principal=<%= request.getUserPrincipal() == null ? null : request.getUserPrincipal().getName() %>
            roles=<%= roles %>
            authorization=<%= request.getHeader("Authorization") %>
            protocol=<%= request.getProtocol() %>
            attributes=<%= attributes %>
            """;

    private static final String LOGIN_PAGE = """
            <%@ page contentType="text/html; charset=UTF-8" session="false" %><form method="post"
              action="<%= response.encodeURL("j_security_check") %>"><input name="j_username"/>
              <input name="j_password" type="password"/></form>
            """;

    private LoginWar() {}

    /** The ways to log in that a login-config can name, and none. */
    enum Method {
        BASIC(""),
        DIGEST(""),
        FORM("<form-login-config><form-login-page>/login.jsp</form-login-page>"
                + "<form-error-page>/failed.jsp</form-error-page></form-login-config>"),
        CLIENT_CERT(""),
        /** No login-config at all. */
        NONE("");

        private final String more;

        Method(String more) {
            this.more = more;
        }

        private String xml() {
            return this == NONE
                    ? ""
                    : "<login-config><auth-method>" + name().replace('_', '-') + "</auth-method><realm-name>" + REALM
                            + "</realm-name>" + more + "</login-config>";
        }
    }

    /** The EE levels, by their deployment descriptors. */
    enum Level {
        EE8("http://xmlns.jcp.org/xml/ns/javaee", "4.0"),
        EE10("https://jakarta.ee/xml/ns/jakartaee", "6.0"),
        EE11("https://jakarta.ee/xml/ns/jakartaee", "6.1");

        private final String namespace;
        private final String version;

        Level(String namespace, String version) {
            this.namespace = namespace;
            this.version = version;
        }

        /** The attributes of web-app that make a WAR one of this level. */
        String declaration() {
            return "xmlns=\"" + namespace + "\" version=\"" + version + '"';
        }
    }

    static Path write(Path file, Level level, Method method) {
        String descriptor = """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app %s metadata-complete="true">
                  <servlet><servlet-name>page</servlet-name><jsp-file>/WEB-INF/page.jsp</jsp-file></servlet>
                  <servlet-mapping><servlet-name>page</servlet-name><url-pattern>/public/*</url-pattern>
                    <url-pattern>/private/*</url-pattern><url-pattern>/admin/*</url-pattern></servlet-mapping>
                  %s%s%s
                  <security-role><role-name>admin</role-name></security-role>
                </web-app>
                """.formatted(
                        level.declaration(), constraint("private", "**"), constraint("admin", "admin"), method.xml());
        String page = level == Level.EE8 ? PAGE.replace("jakarta.servlet", "javax.servlet") : PAGE;
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            add(zip, "WEB-INF/web.xml", descriptor);
            add(zip, "WEB-INF/page.jsp", page);
            add(zip, "login.jsp", LOGIN_PAGE);
            add(zip, "failed.jsp", "login failed");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return file;
    }

    private static String constraint(String path, String role) {
        return "<security-constraint><web-resource-collection><web-resource-name>" + path
                + "</web-resource-name><url-pattern>/" + path
                + "/*</url-pattern></web-resource-collection><auth-constraint><role-name>" + role
                + "</role-name></auth-constraint></security-constraint>";
    }

    private static void add(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
