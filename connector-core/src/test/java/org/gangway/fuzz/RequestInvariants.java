package org.gangway.fuzz;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gangway.cgi.CgiRequest;
import org.gangway.request.BodyLength;
import org.gangway.request.GatewayRequest;
import org.gangway.request.HeaderField;
import org.gangway.request.TlsFacts;
import org.gangway.request.WebSocketHandshake;

/** What holds of every request, whatever bytes it was made of. */
final class RequestInvariants {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern PROTOCOL = Pattern.compile("http|INCLUDED|HTTP/1.x|HTTP/[0-9](\\.[0-9])?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~!$&'()+;=-]+|\\[[0-9A-Fa-f:.]+]");
    private static final List<String> NO_ATTRIBUTES =
            List.of("HTTP_", "jakarta.servlet.", "javax.servlet.", "org.eclipse.jetty.", "org.gangway.");
    private static final Set<String> NEVER = Set.of(
            "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "proxy");
    private static final Set<String> ONCE = Set.of("host", "cookie", "authorization", "content-type", "content-length");

    private RequestInvariants() {}

    static void check(CgiRequest request) {
        check(request, request.bodyLength());
        for (int i = 0; i < request.headerCount(); i++) {
            require(
                    !request.header(i).name().contains("_"),
                    "header name",
                    request.header(i).name());
        }
    }

    static void check(GatewayRequest request, BodyLength body) {
        require(matches(TOKEN, request.method()), "method", request.method());
        require(matches(PROTOCOL, request.protocol()), "protocol", request.protocol());
        checkTarget(request);
        checkHost(request);
        checkHeaders(request);
        checkAddresses(request);
        checkBody(request, body);
        checkAttributes(request);
    }

    private static void checkTarget(GatewayRequest request) {
        String path = request.path();
        require(path.startsWith("/") || path.equals("*"), "path", path);
        require(isTargetText(path) && path.indexOf('?') < 0, "path", path);
        String query = request.query();
        require(query == null || isTargetText(query), "query", query);
        String mount = request.scriptName();
        require(path.startsWith(mount), "scriptName", mount + " of " + path);
        require(mount.isEmpty() || (mount.startsWith("/") && !mount.endsWith("/")), "scriptName", mount);
        String rest = path.substring(mount.length());
        require(
                mount.isEmpty() || rest.isEmpty() || "/;".indexOf(rest.charAt(0)) >= 0,
                "scriptName",
                mount + "+" + rest);
    }

    private static boolean isTargetText(String text) {
        return text.chars().allMatch(c -> c > ' ' && c != 0x7F && c != '#');
    }

    private static void checkHost(GatewayRequest request) {
        String host = request.host();
        if (host == null) {
            require(request.port() == -1, "port without host", Integer.toString(request.port()));
            return;
        }
        require(matches(HOST, host), "host", host);
        int port = request.port();
        require(port == -1 || (port > 0 && port <= 65535), "port", Integer.toString(port));
        require(port != (request.secure() ? 443 : 80), "default port", Integer.toString(port));
    }

    /** A request that asks for a WebSocket has what its client sent for that, and in one way only. */
    private static boolean isHandshake(GatewayRequest request, HeaderField field) {
        return request.webSocketHandshake() != WebSocketHandshake.NONE
                && request.method().equals("GET")
                && List.of("Upgrade: websocket", "Connection: Upgrade").contains(field.name() + ": " + field.value());
    }

    private static void checkHeaders(GatewayRequest request) {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < request.headerCount(); i++) {
            HeaderField field = request.header(i);
            String name = field.name().toLowerCase(Locale.ROOT);
            require(matches(TOKEN, name), "header name", field.name());
            require(!NEVER.contains(name) || isHandshake(request, field), "header name", field.name());
            require(!name.equals("host") || isHost(field.value()), "host", field.value());
            require(seen.add(name) || !ONCE.contains(name), "header twice", field.name());
            String value = field.value();
            require(value.chars().allMatch(c -> c != '\r' && c != '\n' && c != 0), name, value);
            require(
                    value.isEmpty() || !(isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1))),
                    name,
                    value);
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isHost(String value) {
        return matches(HOST, value.replaceFirst(":[1-9][0-9]*$|:0+[1-9][0-9]*$", ""));
    }

    private static void checkAddresses(GatewayRequest request) {
        require(!request.remoteAddress().isUnresolved(), "remoteAddress", address(request.remoteAddress()));
        InetSocketAddress local = request.localAddress();
        require(
                local == null || local.getPort() > 0 || !local.getAddress().isAnyLocalAddress(),
                "localAddress",
                address(local));
    }

    private static void checkBody(GatewayRequest request, BodyLength body) {
        long length = request.contentLength();
        require(length >= -1, "contentLength", Long.toString(length));
        require((body == BodyLength.KNOWN) == (length > 0), "bodyLength", body + " of " + length);
        require(body != BodyLength.UNTIL_END || length == -1, "bodyLength", body + " of " + length);
    }

    private static void checkAttributes(GatewayRequest request) {
        for (String name : request.attributeNames()) {
            require(!name.isEmpty() && NO_ATTRIBUTES.stream().noneMatch(name::startsWith), "attribute", name);
            require(request.attribute(name) != null, "attribute", name);
        }
    }

    /** Everything that a request says, for comparison. */
    static List<String> describe(GatewayRequest request, BodyLength body) {
        List<String> lines = new ArrayList<>();
        lines.add(request.method() + " " + request.path() + " ? " + request.query() + " " + request.protocol());
        lines.add("script name " + request.scriptName());
        lines.add(request.secure() + " " + request.host() + " " + request.port());
        lines.add(address(request.remoteAddress()) + " to " + address(request.localAddress()));
        for (int i = 0; i < request.headerCount(); i++) {
            lines.add(request.header(i).toString());
        }
        lines.add(request.contentLength() + " " + body);
        lines.add(request.remoteUser() + " by " + request.authType());
        TlsFacts tls = request.tls();
        if (tls != null) {
            lines.add(tls.protocol() + " " + tls.cipherSuite() + " " + tls.keySize() + " " + tls.sessionId() + " "
                    + tls.certificates().size());
        }
        for (String name : request.attributeNames()) {
            lines.add(name + "=" + request.attribute(name));
        }
        return lines;
    }

    private static String address(InetSocketAddress address) {
        return String.valueOf(address);
    }

    private static boolean matches(Pattern pattern, String text) {
        return pattern.matcher(text).matches();
    }

    private static void require(boolean condition, String what, String value) {
        if (!condition) {
            throw new AssertionError(what + ": " + value);
        }
    }
}
