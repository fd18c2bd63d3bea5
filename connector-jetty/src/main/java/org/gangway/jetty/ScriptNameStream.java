package org.gangway.jetty;

import java.util.ListIterator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;
import org.gangway.request.ScriptNameAttributes;

/**
 * Adds the prefix to what Jetty wrote into the response head without knowing of it. The session cookie and redirects
 * of a context, of a login or of the default servlet pass no servlet filter; they all pass here.
 */
final class ScriptNameStream extends HttpStream.Wrapper {
    private static final Pattern COOKIE =
            Pattern.compile("^\\s*([^=;\\s]+)\\s*=.*?;\\s*path=(/[^;\\s]*)", Pattern.CASE_INSENSITIVE);

    private final Request request;
    private final String prefix;
    private final Set<String> written;

    /**
     * @param wrapped the stream of the connection
     * @param request the request that it answers
     * @param prefix the prefix to add
     * @param written what has it already ({@link ScriptNameAttributes#WRITTEN})
     */
    ScriptNameStream(HttpStream wrapped, Request request, String prefix, Set<String> written) {
        super(wrapped);
        this.request = request;
        this.prefix = prefix;
        this.written = written;
    }

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        for (ListIterator<HttpField> fields = headers.listIterator(); fields.hasNext(); ) {
            HttpField field = fields.next();
            String value = field.getValue();
            HttpHeader header = field.getHeader();
            if (value == null || (header != HttpHeader.LOCATION && header != HttpHeader.SET_COOKIE)) {
                continue;
            }
            String changed = header == HttpHeader.LOCATION ? location(value) : cookie(value);
            if (!changed.equals(value)) {
                fields.set(new HttpField(header, changed));
            }
        }
        super.prepareResponse(headers);
    }

    private String location(String location) {
        if (written.contains(ScriptNameAttributes.LOCATION) || location.startsWith("//")) {
            return location;
        }
        if (location.startsWith("/")) {
            return prefix + location;
        }
        int authority = location.indexOf("://") + 3;
        if (authority < 3 || !isThisHost(location)) {
            return location;
        }
        int path = authority;
        while (path < location.length() && "/?#".indexOf(location.charAt(path)) < 0) {
            path++;
        }
        return location.substring(0, path) + prefix + location.substring(path);
    }

    private boolean isThisHost(String location) {
        try {
            String host = HostPort.normalizeHost(HttpURI.from(location).getHost());
            return host != null && host.equalsIgnoreCase(Request.getServerName(request));
        } catch (IllegalArgumentException notOurs) {
            return false;
        }
    }

    private String cookie(String cookie) {
        Matcher matcher = COOKIE.matcher(cookie);
        if (!matcher.find()) {
            return cookie;
        }
        String path = matcher.group(2);
        if (written.contains(ScriptNameAttributes.cookie(matcher.group(1), path))) {
            return cookie;
        }
        // A cookie for /shop/ would not be sent to /shop.
        String changed = path.equals("/") ? prefix : prefix + path;
        return cookie.substring(0, matcher.start(2)) + changed + cookie.substring(matcher.end(2));
    }
}
