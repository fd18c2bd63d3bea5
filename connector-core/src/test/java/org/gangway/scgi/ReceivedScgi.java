package org.gangway.scgi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.gangway.cgi.CgiVariables;
import org.gangway.fastcgi.Feed;
import org.gangway.request.GatewayException;
import org.gangway.request.RequestLimits;

/** What the parser told of one connection. */
public final class ReceivedScgi implements ScgiParser.Listener {
    private final CgiVariables variables;
    private final ScgiHeaders headers;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<String> events = new ArrayList<>();
    private GatewayException failure;
    private long surplus;
    private boolean idle;
    private boolean complete;

    private ReceivedScgi(RequestLimits limits, ScgiCompliance compliance) {
        variables = new CgiVariables(limits);
        headers = new ScgiHeaders(compliance);
    }

    public static ReceivedScgi of(byte[] bytes, Feed feed) {
        return of(bytes, feed, new RequestLimits(), ScgiCompliance.DEFAULT);
    }

    /** Parses all bytes of a connection; the first error is kept. */
    static ReceivedScgi of(byte[] bytes, Feed feed, RequestLimits limits, ScgiCompliance compliance) {
        ReceivedScgi received = new ReceivedScgi(limits, compliance);
        ScgiParser parser = new ScgiParser(limits, received);
        feed.feed(bytes, input -> received.parse(parser, input));
        received.idle = parser.isIdle();
        received.complete = parser.isComplete();
        return received;
    }

    private void parse(ScgiParser parser, ByteBuffer input) {
        while (input.hasRemaining()) {
            try {
                parser.parse(input);
            } catch (GatewayException x) {
                if (failure != null) {
                    throw new AssertionError("a second refusal", x);
                }
                failure = x;
                events.add("refused");
            }
        }
    }

    public CgiVariables variables() {
        return variables;
    }

    public byte[] body() {
        return body.toByteArray();
    }

    public long contentLength() {
        return headers.contentLength();
    }

    public boolean isWithheld() {
        return headers.isWithheld();
    }

    public boolean isVersioned() {
        return headers.isVersioned();
    }

    /** What was refused, or null. */
    public GatewayException failure() {
        return failure;
    }

    /** The ends of headers and body, and the refusal if there was one. */
    public List<String> events() {
        return events;
    }

    /** How many bytes were dropped. */
    public long surplus() {
        return surplus;
    }

    public boolean isIdle() {
        return idle;
    }

    public boolean isComplete() {
        return complete;
    }

    @Override
    public void onHeaders(ByteBuffer part) {
        requireSome(part);
        variables.append(part);
    }

    @Override
    public long onHeadersEnd() {
        events.add("headers");
        headers.read(variables);
        return headers.contentLength();
    }

    @Override
    public void onBody(ByteBuffer part) {
        requireSome(part);
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        body.writeBytes(bytes);
    }

    @Override
    public void onBodyEnd() {
        events.add("body");
    }

    @Override
    public void onSurplus(int bytes) {
        if (bytes < 1) {
            throw new AssertionError("a surplus of " + bytes);
        }
        surplus += bytes;
    }

    private static void requireSome(ByteBuffer part) {
        if (!part.hasRemaining()) {
            throw new AssertionError("nothing came");
        }
    }
}
