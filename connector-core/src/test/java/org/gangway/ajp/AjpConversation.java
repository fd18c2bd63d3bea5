package org.gangway.ajp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.gangway.request.GatewayException;
import org.gangway.request.RequestLimits;

/**
 * A connection as the parser tells of it, with a container that reads each body to its end and answers then: a line per
 * event, and the requests.
 */
public final class AjpConversation implements AjpParser.Listener {
    /** One request. */
    public static final class Received {
        private final byte[] payload;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private long missing = -1;
        private Boolean reusable;

        Received(byte[] payload) {
            this.payload = payload;
        }

        /** The payload of its FORWARD_REQUEST. */
        public byte[] payload() {
            return payload;
        }

        /** The request, read anew. */
        public ForwardRequest read() {
            ForwardRequest request = new ForwardRequest(new RequestLimits());
            request.read(payload, payload.length);
            return request;
        }

        public byte[] body() {
            return body.toByteArray();
        }

        /** How many bytes its body lacks, or -1 if the end of it did not come. */
        public long missing() {
            return missing;
        }

        /** What END_RESPONSE said, or null if the request was not answered. */
        public Boolean reusable() {
            return reusable;
        }
    }

    private final AjpParser parser;
    private final List<String> events = new ArrayList<>();
    private final List<Received> requests = new ArrayList<>();
    private Received current;
    private ByteBuffer waiting = ByteBuffer.allocate(0);
    private GatewayException failure;

    public AjpConversation(BodyPackets bodyPackets) {
        parser = new AjpParser(new RequestLimits(), bodyPackets, this);
    }

    /** All bytes of a connection, up to the first error if there is one. */
    public static AjpConversation of(byte[] bytes, BodyPackets bodyPackets, AjpFeed feed) {
        AjpConversation conversation = new AjpConversation(bodyPackets);
        feed.feed(bytes, conversation::input);
        return conversation;
    }

    private void input(ByteBuffer more) {
        if (failure != null) {
            return;
        }
        ByteBuffer all = ByteBuffer.allocate(waiting.remaining() + more.remaining());
        all.put(waiting).put(more).flip();
        waiting = all;
        try {
            parse();
        } catch (GatewayException x) {
            failure = x;
        }
    }

    private void parse() {
        boolean more = true;
        while (more) {
            parser.parse(waiting);
            more = false;
            if (parser.mayAskForBody()) {
                events.add("GET_BODY_CHUNK " + parser.askForBody(8192));
                more = true;
            } else if (current != null && !parser.isBodyDue()) {
                end();
                more = true;
            }
        }
        if (waiting.hasRemaining()) {
            throw new AssertionError("bytes that nobody takes: " + waiting);
        }
    }

    /** Ends the request that is active. */
    void end() {
        current.reusable = parser.isReusable();
        current = null;
        parser.endRequest();
    }

    AjpParser parser() {
        return parser;
    }

    public List<Received> requests() {
        return requests;
    }

    public List<String> events() {
        return events;
    }

    /** What the parser refused, or null. */
    public GatewayException failure() {
        return failure;
    }

    /** Whether the last byte was the end of a packet, and no request is active. */
    public boolean isIdle() {
        return parser.isIdle();
    }

    @Override
    public void onForwardRequest(ForwardRequest request) {
        events.add("FORWARD_REQUEST");
        current = new Received(payload(request));
        requests.add(current);
    }

    private static byte[] payload(ForwardRequest request) {
        byte[] payload = new byte[request.length()];
        System.arraycopy(request.block(), 0, payload, 0, payload.length);
        return payload;
    }

    @Override
    public void onBody(ByteBuffer content) {
        if (!content.hasRemaining()) {
            throw new AssertionError("no content");
        }
        while (content.hasRemaining()) {
            current.body.write(content.get());
        }
    }

    @Override
    public void onBodyEnd(long missing) {
        events.add("body ends" + (missing > 0 ? ", " + missing + " missing" : ""));
        if (current.missing >= 0) {
            throw new AssertionError("a second end");
        }
        current.missing = missing;
    }

    @Override
    public void onCPing() {
        events.add("CPING");
    }

    @Override
    public void onShutdown() {
        events.add("SHUTDOWN");
    }
}
