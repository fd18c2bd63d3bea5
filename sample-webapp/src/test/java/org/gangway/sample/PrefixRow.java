package org.gangway.sample;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a FastCGI web server says of the path, one constant for each way to configure one. In the templates {@code M} is
 * the mount point, {@code P} the path below it, {@code 1} its first segment, {@code 2} the rest (all decoded), and
 * {@code raw} the request target as the client sent it; {@code rawP} is that without the mount point.
 */
enum PrefixRow {
    // mod_proxy_fcgi, and with it ProxyFCGIBackendType GENERIC, nocanon, ProxyPassMatch, proxy-fcgi-pathinfo
    APACHE_PROXY_PASS(false, "SERVER_SOFTWARE=Apache/2.4", "CONTEXT_PREFIX=", "SCRIPT_NAME={M}{P}"),
    APACHE_REWRITE_PROXY(
            false, "SERVER_SOFTWARE=Apache/2.4", "SCRIPT_NAME={M}{P}", "SCRIPT_URL={M}{P}", "CONTEXT_PREFIX="),
    APACHE_PROXY_ENCODED(false, "SERVER_SOFTWARE=Apache/2.4", "CONTEXT_PREFIX=", "SCRIPT_NAME={raw}"),
    APACHE_SETENVIF(true, "SERVER_SOFTWARE=Apache/2.4", "CONTEXT_PREFIX=", "SCRIPT_NAME={M}", "PATH_INFO={P}"),
    APACHE_SET_HANDLER(
            true,
            "SERVER_SOFTWARE=Apache/2.4",
            "CONTEXT_PREFIX=",
            "SCRIPT_NAME={M}",
            "PATH_INFO={P}",
            "PATH_TRANSLATED=/srv/www{P}"),
    // up to the first segment that the document root doesn't have
    APACHE_SET_HANDLER_ELSEWHERE(
            false, "SERVER_SOFTWARE=Apache/2.4", "CONTEXT_PREFIX=", "SCRIPT_NAME={M}{1}", "PATH_INFO={2}"),
    APACHE_VIRTUAL_SCRIPT(
            false,
            "SERVER_SOFTWARE=Apache/2.4",
            "CONTEXT_PREFIX=",
            "SCRIPT_NAME=",
            "PATH_INFO={M}{P}",
            "SCRIPT_URL={M}{P}",
            "SCRIPT_FILENAME=/srv/www/mysite.fcgi"),
    APACHE_HTACCESS(
            false,
            "SERVER_SOFTWARE=Apache/2.4",
            "CONTEXT_PREFIX=",
            "SCRIPT_NAME=/mysite.fcgi",
            "PATH_INFO={M}{P}",
            "REDIRECT_STATUS=200",
            "REDIRECT_URL={M}{P}",
            "PATH_TRANSLATED=redirect:/mysite.fcgi{P}"),
    APACHE_HTACCESS_UNDER_ALIAS(
            true,
            "SERVER_SOFTWARE=Apache/2.4",
            "CONTEXT_PREFIX={M}",
            "SCRIPT_NAME={M}/app.fcgi",
            "PATH_INFO={P}",
            "REDIRECT_STATUS=200",
            "REDIRECT_URL={M}{P}"),
    APACHE_ACTION(
            false,
            "SERVER_SOFTWARE=Apache/2.4",
            "CONTEXT_PREFIX=",
            "SCRIPT_NAME=/flush.fcgi",
            "PATH_INFO={M}{P}",
            "REDIRECT_STATUS=200",
            "REDIRECT_HANDLER=flush",
            "REDIRECT_URL={M}{P}"),
    APACHE_ALIAS(true, "SERVER_SOFTWARE=Apache/2.4", "CONTEXT_PREFIX={M}", "SCRIPT_NAME={M}", "PATH_INFO={P}"),
    LIGHTTPD_KEY(true, "SERVER_SOFTWARE=lighttpd/1.4", "REDIRECT_STATUS=200", "SCRIPT_NAME={M}", "PATH_INFO={P}"),
    LIGHTTPD_KEY_WITH_SLASH(
            false, "SERVER_SOFTWARE=lighttpd/1.4", "REDIRECT_STATUS=200", "SCRIPT_NAME={M}{1}", "PATH_INFO={2}"),
    // the key "/", here with the application below /shop; with fix-root-scriptname the next one
    LIGHTTPD_ROOT_KEY(true, "SERVER_SOFTWARE=lighttpd/1.4", "REDIRECT_STATUS=200", "SCRIPT_NAME={M}", "PATH_INFO={P}"),
    LIGHTTPD_FIXED_ROOT_KEY(
            false, "SERVER_SOFTWARE=lighttpd/1.4", "REDIRECT_STATUS=200", "SCRIPT_NAME=", "PATH_INFO={M}{P}"),
    LIGHTTPD_REWRITE(
            false,
            "SERVER_SOFTWARE=lighttpd/1.4",
            "REDIRECT_STATUS=200",
            "SCRIPT_NAME=/mysite.fcgi",
            "PATH_INFO={M}{P}",
            "REDIRECT_URI=/mysite.fcgi{raw}"),
    LIGHTTPD_STRIP_REQUEST_URI(
            true,
            "SERVER_SOFTWARE=lighttpd/1.4",
            "REDIRECT_STATUS=200",
            "REQUEST_URI={rawP}",
            "SCRIPT_NAME={M}",
            "PATH_INFO={P}"),
    NGINX_STOCK(false, "SERVER_SOFTWARE=nginx/1.22", "DOCUMENT_URI={M}{P}", "SCRIPT_NAME={M}{P}"),
    NGINX_DJANGO(false, "SERVER_SOFTWARE=nginx/1.22", "DOCUMENT_URI={M}{P}", "SCRIPT_NAME={M}{P}", "PATH_INFO={M}{P}"),
    NGINX_SPLIT(true, "SERVER_SOFTWARE=nginx/1.22", "DOCUMENT_URI={M}{P}", "SCRIPT_NAME={M}", "PATH_INFO={P}"),
    NGINX_REWRITE(true, "SERVER_SOFTWARE=nginx/1.22", "DOCUMENT_URI={P}", "SCRIPT_NAME={P}", "PATH_INFO={P}"),
    NGINX_TWICE(
            true,
            "SERVER_SOFTWARE=nginx/1.22",
            "DOCUMENT_URI={M}{P}",
            "SCRIPT_NAME={M}{P}",
            "SCRIPT_NAME={M}",
            "PATH_INFO={P}"),
    NGINX_TWICE_EMPTY(
            false,
            "SERVER_SOFTWARE=nginx/1.22",
            "DOCUMENT_URI={M}{P}",
            "SCRIPT_NAME={M}{P}",
            "SCRIPT_NAME=",
            "PATH_INFO={M}{P}"),
    CADDY(false, "SERVER_SOFTWARE=Caddy/v2.6", "DOCUMENT_URI=", "SCRIPT_NAME=", "PATH_INFO={M}{P}"),
    CADDY_HANDLE_PATH(true, "SERVER_SOFTWARE=Caddy/v2.6", "DOCUMENT_URI=", "SCRIPT_NAME=", "PATH_INFO={P}"),
    CADDY_SPLIT(true, "SERVER_SOFTWARE=Caddy/v2.6", "DOCUMENT_URI={M}.fcgi", "SCRIPT_NAME={M}", "PATH_INFO={P}"),
    H2O(false, "SERVER_SOFTWARE=h2o/2.2", "SCRIPT_NAME=", "PATH_INFO={M}{P}"),
    HAPROXY(false, "SERVER_SOFTWARE=HAProxy 2.6", "SCRIPT_NAME={M}{P}"),
    HAPROXY_PATH_INFO(true, "SERVER_SOFTWARE=HAProxy 2.6", "SCRIPT_NAME={M}", "PATH_INFO={P}"),
    // decodes REQUEST_URI
    CHEROKEE(
            true,
            "SERVER_SOFTWARE=Cherokee/1.2",
            "REQUEST_URI={M}{P}",
            "SCRIPT_URL={M}{P}",
            "SCRIPT_NAME={M}",
            "PATH_INFO={P}");

    private final boolean tellsTheMount;
    private final String templates;

    PrefixRow(boolean tellsTheMount, String... templates) {
        this.tellsTheMount = tellsTheMount;
        this.templates = String.join("|", templates);
    }

    /** Whether {@code scriptName=auto} finds the mount point; where not, it has to be configured. */
    boolean tellsTheMount() {
        return tellsTheMount;
    }

    /** Whether the application gets the path as the client sent it. */
    boolean keepsTheRawPath() {
        return this != CHEROKEE;
    }

    /**
     * The variables of a request.
     *
     * @param mount the mount point
     * @param path the path below it, percent-encoded
     * @param query the query, or empty
     */
    List<Map.Entry<String, String>> variables(String mount, String path, String query) {
        String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        int second = decoded.indexOf('/', 1);
        String tail = query.isEmpty() ? "" : "?" + query;
        List<Map.Entry<String, String>> variables = new ArrayList<>();
        variables.add(Map.entry("QUERY_STRING", query));
        if (!templates.contains("REQUEST_URI=")) {
            variables.add(Map.entry("REQUEST_URI", mount + path + tail));
        }
        for (String template : templates.split("\\|", -1)) {
            int equals = template.indexOf('=');
            String name = template.substring(0, equals);
            String value = template.substring(equals + 1)
                    .replace("{M}", mount)
                    .replace("{P}", PrefixServer.bytes(decoded))
                    .replace("{1}", PrefixServer.bytes(second < 0 ? decoded : decoded.substring(0, second)))
                    .replace("{2}", PrefixServer.bytes(second < 0 ? "" : decoded.substring(second)))
                    .replace("{rawP}", path)
                    .replace("{raw}", mount + path);
            variables.add(Map.entry(name, name.equals("REQUEST_URI") ? value + tail : value));
        }
        return variables;
    }
}
