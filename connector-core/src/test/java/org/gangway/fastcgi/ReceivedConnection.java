package org.gangway.fastcgi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gangway.request.GatewayException;

/** What the parser told of one connection: a line per event, content of streams left out, and the requests. */
public final class ReceivedConnection implements FastCgiParser.Listener {
    private final List<String> events = new ArrayList<>();
    private final List<ReceivedRequest> requests = new ArrayList<>();
    private final Map<Integer, ReceivedRequest> latest = new TreeMap<>();
    private GatewayException failure;
    private boolean idle;

    /** Parses all bytes of a connection, up to the first error if there is one. */
    public static ReceivedConnection of(byte[] bytes, Feed feed) {
        ReceivedConnection connection = new ReceivedConnection();
        FastCgiParser parser = new FastCgiParser(connection);
        try {
            feed.feed(bytes, parser::parse);
        } catch (GatewayException x) {
            connection.failure = x;
        }
        connection.idle = parser.isIdle();
        return connection;
    }

    /** The requests whose PARAMS are complete. */
    public List<ReceivedRequest> requests() {
        return requests.stream().filter(ReceivedRequest::isComplete).toList();
    }

    /** All requests that were begun. */
    public List<ReceivedRequest> begun() {
        return requests;
    }

    public List<String> events() {
        return events;
    }

    /** What the parser refused, or null. */
    public GatewayException failure() {
        return failure;
    }

    /** Whether the last byte was the end of a record. */
    public boolean isIdle() {
        return idle;
    }

    @Override
    public void onBeginRequest(int requestId, int role, boolean keepConnection) {
        events.add("BEGIN_REQUEST " + requestId + " role " + role + (keepConnection ? " keep" : " close"));
        ReceivedRequest request = new ReceivedRequest(role, keepConnection);
        requests.add(request);
        latest.put(requestId, request);
    }

    @Override
    public void onStream(RecordType type, int requestId, ByteBuffer content) {
        if (!content.hasRemaining()) {
            throw new AssertionError(type + " without content");
        }
        ReceivedRequest request = latest.get(requestId);
        if (request != null) {
            request.add(type, content);
        }
    }

    @Override
    public void onStreamEnd(RecordType type, int requestId) {
        events.add(type + " " + requestId + " ends");
        ReceivedRequest request = latest.get(requestId);
        if (request != null) {
            request.end(type);
        }
    }

    @Override
    public void onAbortRequest(int requestId) {
        events.add("ABORT_REQUEST " + requestId);
        ReceivedRequest request = latest.get(requestId);
        if (request != null) {
            request.abort();
        }
    }

    @Override
    public void onGetValues(List<String> names) {
        events.add("GET_VALUES " + names);
    }

    @Override
    public void onUnknownType(int type) {
        events.add("UNKNOWN_TYPE " + type);
    }
}
