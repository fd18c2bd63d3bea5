package org.gangway.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A browser that keeps cookies, as far as their paths are {@code /} or {@code /shop}, and follows no redirects. */
final class Visitor {
    private static final Pattern COOKIE = Pattern.compile("([^=]+)=([^;]*).*?[Pp]ath=([^;]*).*");

    private final int port;
    private final SSLContext tls;
    private final Map<String, String> cookies = new HashMap<>();
    private final List<String> headers = new ArrayList<>();
    private String version = "1.1";

    /**
     * @param tls null for a client without TLS
     */
    Visitor(int port, SSLContext tls) {
        this.port = port;
        this.tls = tls;
    }

    /** Speaks this version of HTTP from now on. */
    Visitor speaking(String httpVersion) {
        version = httpVersion;
        return this;
    }

    /** Sends user and password with all requests from now on. */
    Visitor named(String user, String password) {
        String credentials =
                Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        return with("Authorization: Basic " + credentials);
    }

    /** Sends a header field with all requests from now on. */
    Visitor with(String field) {
        headers.removeIf(known -> known.startsWith(field.substring(0, field.indexOf(':') + 1)));
        headers.add(field);
        return this;
    }

    /** Has the cookies of another visitor. */
    Visitor withCookiesOf(Visitor other) {
        cookies.putAll(other.cookies);
        return this;
    }

    /** Shows the WAR's form, fills it in and gets what the login leads to. */
    Page logIn(String prefix, String user, String password) throws IOException {
        get(prefix + "/login.jsp");
        return post(prefix + "/j_security_check", "j_username=" + user + "&j_password=" + password);
    }

    Page get(String target) throws IOException {
        return send("GET", target, "");
    }

    Page post(String target, String form) throws IOException {
        return send("POST", target, form);
    }

    private Page send(String method, String target, String form) throws IOException {
        try (HttpConnection connection = new HttpConnection(port, tls)) {
            String sent = cookies.entrySet().stream()
                    .filter(cookie -> target.startsWith(cookie.getKey().split(" ", 2)[1]))
                    .map(cookie -> cookie.getKey().split(" ", 2)[0] + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
            String head = method + " " + target + " HTTP/" + version + "\r\nHost: " + connection.host()
                    + "\r\nConnection: close\r\n"
                    + headers.stream().map(field -> field + "\r\n").collect(Collectors.joining())
                    + (sent.isEmpty() ? "" : "Cookie: " + sent + "\r\n")
                    + (method.equals("POST")
                            ? "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                                    + "\r\n"
                            : "")
                    + "\r\n" + form;
            connection.out().write(head.getBytes(StandardCharsets.UTF_8));
            connection.out().flush();
            Response response = connection.answer(method).buffered();
            response.headers("Set-Cookie").forEach(this::keep);
            return new Page(response.status(), response.header("Location"), response, response.text());
        }
    }

    private void keep(String cookie) {
        Matcher matcher = COOKIE.matcher(cookie);
        if (!matcher.matches()) {
            throw new AssertionError("a cookie without a path: " + cookie);
        }
        String key = matcher.group(1) + " " + matcher.group(3);
        if (matcher.group(2).isEmpty()) {
            cookies.remove(key);
        } else {
            cookies.put(key, matcher.group(2));
        }
    }

    /** An answer; the lines of its body are the facts that {@link LoginWar} tells. */
    record Page(int status, String location, Response head, String text) {
        String fact(String name) {
            return text.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + status + " " + text));
        }
    }
}
