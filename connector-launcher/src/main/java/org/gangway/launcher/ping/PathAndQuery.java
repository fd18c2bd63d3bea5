package org.gangway.launcher.ping;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a GET asks for.
 *
 * @param text a path and perhaps a query, as in a request line
 * @param given whether the user named it
 */
public record PathAndQuery(String text, boolean given) {
    /** The root, where a protocol has no question of its own. */
    static final PathAndQuery ROOT = new PathAndQuery("/", false);

    /** The name that servers see. */
    static final String USER_AGENT = "gangway-ping";

    private static final Pattern TARGET = Pattern.compile("/(?:[!\"$-~&&[^%?]]|%\\p{XDigit}{2})*(?:\\?[!\"$-~]*)?");

    /**
     * Reads a path.
     *
     * @param text what the user wrote
     * @return the path
     * @throws IllegalArgumentException if it is none
     */
    public static PathAndQuery parse(String text) {
        if (!TARGET.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "--path " + text + " is no path; write it as in a URL, like /health or /a%20b?c=d");
        }
        return new PathAndQuery(text, true);
    }

    /** The path without the query, as it was written. */
    String path() {
        int mark = text.indexOf('?');
        return mark < 0 ? text : text.substring(0, mark);
    }

    /** The query, or an empty string. */
    String query() {
        int mark = text.indexOf('?');
        return mark < 0 ? "" : text.substring(mark + 1);
    }

    /** The variables of a CGI request (RFC 3875, section 4.1) for it; the first is CONTENT_LENGTH. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CONTENT_LENGTH", "0");
        variables.put("REQUEST_METHOD", "GET");
        variables.put("REQUEST_URI", text);
        variables.put("SCRIPT_NAME", "");
        variables.put("PATH_INFO", URLDecoder.decode(path().replace("+", "%2B"), StandardCharsets.UTF_8));
        variables.put("QUERY_STRING", query());
        variables.put("SERVER_PROTOCOL", "HTTP/1.1");
        variables.put("GATEWAY_INTERFACE", "CGI/1.1");
        variables.put("SERVER_SOFTWARE", USER_AGENT);
        variables.put("SERVER_NAME", "localhost");
        variables.put("SERVER_PORT", "80");
        variables.put("REMOTE_ADDR", "127.0.0.1");
        variables.put("HTTP_HOST", "localhost");
        variables.put("HTTP_USER_AGENT", USER_AGENT);
        return variables;
    }

    @Override
    public String toString() {
        return text;
    }
}
