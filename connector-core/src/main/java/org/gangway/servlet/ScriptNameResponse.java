package org.gangway.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.gangway.request.ScriptNameAttributes;

/** A response that takes redirects, URLs and cookies with the prefix, as the application writes them. */
final class ScriptNameResponse extends HttpServletResponseWrapper {
    /** {@code sendRedirect(String, int, boolean)} of Servlet 6.1, to which the other overloads lead; null before. */
    private static final MethodHandle SEND_REDIRECT = sendRedirectOfServlet61();

    private final ServletRequest original;
    private final MountPoint mount;

    /**
     * @param response the container's response
     * @param request the container's request
     * @param mount its mount point
     */
    ScriptNameResponse(HttpServletResponse response, HttpServletRequest request, MountPoint mount) {
        super(response);
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        this.original = innermost;
        this.mount = mount;
    }

    private static MethodHandle sendRedirectOfServlet61() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            HttpServletResponse.class,
                            "sendRedirect",
                            MethodType.methodType(void.class, String.class, int.class, boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException servlet60) {
            return null;
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        String target = redirectTarget(location);
        mount.wrote(ScriptNameAttributes.LOCATION);
        super.sendRedirect(target);
    }

    // The next three override methods of Servlet 6.1, which this class is not compiled against.

    /** Redirects and clears the buffer: Servlet 6.1. */
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    /** Redirects with status 302: Servlet 6.1. */
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    /** Redirects: Servlet 6.1. */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (SEND_REDIRECT == null) {
            throw new UnsupportedOperationException("sendRedirect with a status needs Servlet 6.1");
        }
        String target = redirectTarget(location);
        mount.wrote(ScriptNameAttributes.LOCATION);
        try {
            SEND_REDIRECT.invokeExact((HttpServletResponse) getResponse(), target, status, clearBuffer);
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IOException(impossible);
        }
    }

    /**
     * Makes a relative location absolute, against the URI that the client sees. Where the client asked for the bare
     * prefix, the application is taken for the directory that it stands for: {@code x} then leads to {@code /shop/x}.
     */
    private String redirectTarget(String location) {
        if (mount.translatesForContainer()) {
            location = clientLocation(location);
        } else if (mount.view() != MountPoint.View.CLIENT) {
            return location;
        }
        if (location == null
                || location.startsWith("/")
                || pathStart(location) >= 0
                || !(original instanceof HttpServletRequest request)) {
            return location;
        }
        String uri = mount.translateForClient(request.getRequestURI());
        int end = mount.endOfPrefix(uri, 0);
        String directory = end >= 0 && !uri.startsWith("/", end)
                ? uri.substring(0, end) + '/'
                : uri.substring(0, uri.lastIndexOf('/') + 1);
        return directory + location;
    }

    /** Adds the prefix to a location of the container, if it leads to a path of this host. */
    private String clientLocation(String location) {
        if (location == null || location.startsWith("//")) {
            return location;
        }
        if (location.startsWith("/")) {
            return mount.prefix() + location;
        }
        int path = pathStart(location);
        return path >= 0 && isThisHost(location)
                ? location.substring(0, path) + mount.prefix() + location.substring(path)
                : location;
    }

    private boolean isThisHost(String url) {
        try {
            String host = URI.create(url).getHost();
            return host != null && host.equalsIgnoreCase(original.getServerName());
        } catch (IllegalArgumentException notOurs) {
            return false;
        }
    }

    @Override
    public String encodeURL(String url) {
        return encode(url, super::encodeURL);
    }

    @Override
    public String encodeRedirectURL(String url) {
        return encode(url, super::encodeRedirectURL);
    }

    /**
     * The container knows its URLs without the prefix only. What isn't below the prefix belongs to another application,
     * which must not get the session id; the container might take it for its own.
     */
    private String encode(String url, UnaryOperator<String> container) {
        if (url == null || mount.view() != MountPoint.View.CLIENT) {
            return container.apply(url);
        }
        int start = url.startsWith("/") ? 0 : pathStart(url);
        if (start < 0) {
            return container.apply(url);
        }
        int end = mount.endOfPrefix(url, start);
        if (end < 0) {
            return url;
        }
        String head = url.substring(0, start);
        String rest = url.substring(end);
        String plain = head + (rest.startsWith("/") ? rest : "/" + rest);
        String encoded = container.apply(plain);
        if (encoded.equals(plain) || !encoded.startsWith(head)) {
            return url;
        }
        return head + url.substring(start, end) + encoded.substring(start);
    }

    /**
     * Finds the path of a URL.
     *
     * @return where it begins (the end of the URL if it has none), or -1 if it is not a URL with scheme
     */
    private static int pathStart(String url) {
        int colon = url.indexOf(':');
        for (int i = 0; i < colon; i++) {
            if ("/?#".indexOf(url.charAt(i)) >= 0) {
                return -1;
            }
        }
        if (colon <= 0) {
            return -1;
        }
        if (!url.startsWith("//", colon + 1)) {
            return url.length();
        }
        for (int i = colon + 3; i < url.length(); i++) {
            if ("/?#".indexOf(url.charAt(i)) >= 0) {
                return i;
            }
        }
        return url.length();
    }

    @Override
    public void addCookie(Cookie cookie) {
        if (cookie != null && cookie.getPath() != null) {
            mount.wrote(ScriptNameAttributes.cookie(cookie.getName(), cookie.getPath()));
        }
        super.addCookie(cookie);
    }

    @Override
    public void setHeader(String name, String value) {
        wrote(name, value);
        super.setHeader(name, headerValue(name, value));
    }

    @Override
    public void addHeader(String name, String value) {
        wrote(name, value);
        super.addHeader(name, headerValue(name, value));
    }

    private String headerValue(String name, String value) {
        return "Location".equalsIgnoreCase(name) && mount.translatesForContainer() ? clientLocation(value) : value;
    }

    private void wrote(String name, String value) {
        if (name == null || value == null) {
            return;
        }
        if (name.equalsIgnoreCase("Location")) {
            mount.wrote(ScriptNameAttributes.LOCATION);
        } else if (name.equalsIgnoreCase("Set-Cookie")) {
            int path = value.toLowerCase(Locale.ROOT).indexOf("path=");
            int equals = value.indexOf('=');
            if (path > equals && equals > 0) {
                int end = value.indexOf(';', path);
                mount.wrote(ScriptNameAttributes.cookie(
                        value.substring(0, equals).trim(),
                        value.substring(path + "path=".length(), end < 0 ? value.length() : end)
                                .trim()));
            }
        }
    }

    @Override
    public void reset() {
        super.reset();
        mount.forgetWritten();
    }
}
