package org.gangway.request.internal;

/** Versions of HTTP as web servers write them: {@code HTTP/1.1}, and {@code HTTP/2} as h2o has it. */
public final class HttpVersionText {
    private HttpVersionText() {}

    private static boolean isVersion(String text) {
        return text.startsWith("HTTP/")
                && (text.length() == 6 || (text.length() == 8 && text.charAt(6) == '.' && isDigit(text.charAt(7))))
                && isDigit(text.charAt(5));
    }

    /** Whether it is a version, or what CGI has instead for a server-side include: {@code INCLUDED}. */
    public static boolean isProtocol(String text) {
        return isVersion(text) || text.equals("INCLUDED");
    }

    /** Whether it is a protocol, or a version that tells less: {@code HTTP/1.x} and {@code http}. */
    public static boolean isVague(String text) {
        return text.equals("HTTP/1.x") || text.equals("http") || isProtocol(text);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
