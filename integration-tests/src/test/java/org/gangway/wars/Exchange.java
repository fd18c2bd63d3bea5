package org.gangway.wars;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A request and its answer.
 *
 * @param key names the request in every run of the script
 * @param target what the request line had
 * @param status the status code, or 0 when there was no valid answer; the body then says why
 * @param headers the lines of the answer's head
 * @param body the answer's body, freed from its framing
 */
@SuppressWarnings("ArrayRecordComponent") // exchanges are never compared as records
record Exchange(String key, String method, String target, int status, List<String> headers, byte[] body) {
    private static final Pattern TEXT =
            Pattern.compile("text/.*|.*(json|xml|javascript|html|urlencoded|n-triples|turtle|sparql).*");

    /** All values of a header, in their order. */
    List<String> values(String name) {
        return headers.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The first value of a header, or empty. */
    String value(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    boolean isHtml() {
        return value("Content-Type").contains("html");
    }

    boolean isText() {
        String type = value("Content-Type").toLowerCase(Locale.ROOT);
        return type.isEmpty() || TEXT.matcher(type).matches();
    }

    boolean isRedirect() {
        return status >= 300 && status < 400 && !value("Location").isEmpty();
    }

    /** The body as text; every byte is kept, whatever the charset. */
    String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }
}
