package org.gangway.wars;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The cookies of one browser for one host, kept as RFC 6265 says: the path decides where they are sent. */
final class Cookies {
    private record Key(String name, String path) {}

    private final Map<Key, String> cookies = new LinkedHashMap<>();

    /** Takes a Set-Cookie of an answer to a request for the path. */
    void take(String setCookie, String requestPath) {
        String[] parts = setCookie.split(";", -1);
        int equal = parts[0].indexOf('=');
        if (equal <= 0) {
            return;
        }
        String path = defaultPath(requestPath);
        boolean gone = false;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            String lower = part.toLowerCase(Locale.ROOT);
            if (lower.startsWith("path=/")) {
                path = part.substring("path=".length());
            }
            gone |= lower.startsWith("max-age=0") || lower.startsWith("max-age=-") || lower.contains(" 1970 ");
        }
        Key key = new Key(parts[0].substring(0, equal).strip(), path);
        if (gone) {
            cookies.remove(key);
        } else {
            cookies.put(key, parts[0].substring(equal + 1).strip());
        }
    }

    /** The value of the Cookie header of a request for the path, empty without cookies. */
    String header(String requestPath) {
        return cookies.entrySet().stream()
                .filter(cookie -> matches(cookie.getKey().path(), requestPath))
                .map(cookie -> cookie.getKey().name() + '=' + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    void clear() {
        cookies.clear();
    }

    private static boolean matches(String path, String requestPath) {
        return requestPath.equals(path)
                || (requestPath.startsWith(path) && (path.endsWith("/") || requestPath.charAt(path.length()) == '/'));
    }

    private static String defaultPath(String requestPath) {
        int slash = requestPath.lastIndexOf('/');
        return slash <= 0 ? "/" : requestPath.substring(0, slash);
    }
}
