package org.gangway.launcher.ping;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the status in a CGI response (RFC 3875, section 6). */
final class CgiStatus {
    private static final int MOST_HEAD_BYTES = 256 * 1024;
    private static final Pattern END_OF_HEAD = Pattern.compile("\\r?\\n\\r?\\n");
    private static final Pattern FIELD = Pattern.compile("(?:^|\\n)[!-9;-~]+:");
    private static final Pattern STATUS = Pattern.compile("(?i)(?:^|\\n)status:[ \\t]*(\\d{3})(?!\\d)");
    private static final Pattern STATUS_LINE = Pattern.compile("^HTTP/[\\d.]+ (\\d{3})(?!\\d)");
    private static final Pattern LOCATION = Pattern.compile("(?i)(?:^|\\n)location:");

    private final StringBuilder head = new StringBuilder();
    private int end = -1;

    /** Takes the next bytes of the response; those behind its head make no difference. */
    void take(byte[] bytes, int length) {
        if (end >= 0 || head.length() > MOST_HEAD_BYTES) {
            return;
        }
        int from = Math.max(0, head.length() - 3);
        head.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        Matcher matcher = END_OF_HEAD.matcher(head);
        if (matcher.find(from)) {
            end = matcher.start();
        }
    }

    /** Whether the response begins as one of HTTP does. */
    boolean isStatusLine() {
        return STATUS_LINE.matcher(head).find();
    }

    /** The status. */
    int value() throws PingFailure {
        if (end < 0) {
            throw new PingFailure((head.isEmpty() ? "the response is empty" : "the response ended within its head")
                    + "; look into the log of the server");
        }
        String fields = head.substring(0, end);
        Matcher matcher = STATUS_LINE.matcher(fields);
        if (matcher.find()) {
            return Integer.parseInt(matcher.group(1));
        }
        matcher = STATUS.matcher(fields);
        if (matcher.find()) {
            return Integer.parseInt(matcher.group(1));
        }
        if (!FIELD.matcher(fields).lookingAt()) {
            throw new PingFailure("the response begins with no header field but \"" + PingConnection.beginning(fields)
                    + "\"; check what listens there");
        }
        return LOCATION.matcher(fields).find() ? 302 : 200;
    }
}
