package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.AutoLock;
import org.gangway.fastcgi.FastCgiParser;
import org.gangway.fastcgi.ProtocolStatus;
import org.gangway.fastcgi.RecordType;
import org.gangway.fastcgi.Role;
import org.gangway.jetty.internal.RespondingStream.Phase;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A FastCGI connection: which request ids are active (FastCGI specification, section 3.3), and what management records
 * are answered (section 4).
 */
public final class FastCgiConnection extends GatewayConnection implements FastCgiParser.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(FastCgiConnection.class);

    private final FastCgiSettings settings;
    private final FastCgiStreams.OfConnector streams;
    private final FastCgiParser parser = new FastCgiParser(this);
    private final FastCgiAnswers answers;
    private final List<FastCgiStream> active = new ArrayList<>(1);
    private boolean multiplexed;
    private int unfinished;
    private boolean closing;
    /** Whether the input made no sense; what follows is dropped. */
    private boolean bad;

    /**
     * @param settings the settings
     * @param connector where the connection was accepted
     * @param endPoint the transport
     * @param streams the connector's streams
     */
    public FastCgiConnection(
            FastCgiSettings settings, Connector connector, EndPoint endPoint, FastCgiStreams.OfConnector streams) {
        super(settings, connector, endPoint, streams, settings.getMaxRequestsPerConnection());
        this.settings = settings;
        this.streams = streams;
        this.answers = new FastCgiAnswers(this, settings);
    }

    @Override
    List<FastCgiStream> activeStreams() {
        return active;
    }

    @Override
    boolean isBusy() {
        return unfinished > 0;
    }

    @Override
    void parse(ByteBuffer buffer) {
        if (!bad) {
            try {
                parser.parse(buffer);
            } catch (GatewayException x) {
                if (!isAnswerAwaited()) {
                    throw x;
                }
                onBad(x);
            }
        }
        buffer.position(buffer.limit());
    }

    /** Whether a request is known that has no answer yet, or not all of it. */
    private boolean isAnswerAwaited() {
        int heads = 0;
        for (int i = 0; i < active.size(); i++) {
            heads += active.get(i).phase() == Phase.HEAD ? 1 : 0;
        }
        return unfinished > heads;
    }

    /** Framing is lost, but there are requests that came before: whole ones are answered, others are told. */
    private void onBad(GatewayException cause) {
        boolean awaited = !closing;
        for (FastCgiStream stream : List.copyOf(active)) {
            awaited &= stream.keepConnection() || !stream.isInputComplete();
            if (stream.phase() == Phase.HEAD) {
                releaseUnused(stream);
            } else if (!stream.isInputComplete()) {
                stream.failInput("the request body makes no sense: " + cause.getMessage());
            }
        }
        bad = true;
        closing = true;
        if (awaited) {
            LOG.warn("{} {}: {}; closing the connection", settings.getProtocol(), peer(), cause.getMessage());
        } else {
            // Cherokee sends 8 zero bytes behind a request without a body.
            LOG.debug("{} {}: behind the last request: {}", settings.getProtocol(), peer(), cause.getMessage());
        }
    }

    /**
     * A lone request reads its own body, at its own pace. Where requests share the connection, somebody has to read on
     * for the others, until one of them has too much that it does not read.
     */
    @Override
    boolean isInputWelcome() {
        if (bad) {
            // What nobody wants is dropped when the answers are on their way, which the web server may not read before.
            return active.isEmpty();
        }
        boolean welcome = active.isEmpty();
        for (int i = 0; i < active.size(); i++) {
            FastCgiStream stream = active.get(i);
            if (stream.isInputComplete()) {
                welcome |= stream.keepConnection();
            } else if (stream.isInputAwaited()) {
                welcome = true;
            } else if (multiplexed && !stream.isInputFull()) {
                welcome = true;
            } else {
                return false;
            }
        }
        return welcome;
    }

    @Override
    boolean isHeadIncomplete() {
        if (active.isEmpty()) {
            return !bad && !parser.isIdle();
        }
        for (FastCgiStream stream : active) {
            if (stream.phase() == Phase.HEAD) {
                return true;
            }
        }
        return false;
    }

    @Override
    boolean isHeadTooOld() {
        if (active.isEmpty()) {
            return !parser.isIdle();
        }
        for (FastCgiStream stream : active) {
            if (isTooOld(stream)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTooOld(FastCgiStream stream) {
        return stream.phase() == Phase.HEAD && stream.age() >= settings.getHeadTimeout();
    }

    @Override
    void onHeadTimeout(GatewayException timeout) {
        for (FastCgiStream stream : List.copyOf(active)) {
            if (isTooOld(stream)) {
                stream.refuse(timeout);
            }
        }
    }

    @Override
    void onInputShutdown(Throwable cause) {
        for (FastCgiStream stream : List.copyOf(active)) {
            if (stream.phase() == Phase.HEAD) {
                LOG.debug("{} {}: gone in the head of request {}", settings.getProtocol(), peer(), stream.requestId());
                releaseUnused(stream);
            } else if (!stream.isInputComplete()) {
                stream.failInput("the web server closed the connection in the request body");
            }
        }
    }

    /** Jetty never heard of the request. */
    private void releaseUnused(FastCgiStream stream) {
        active.remove(stream);
        unfinished--;
        stream.recycleUnused();
        streams.release(stream);
    }

    private FastCgiStream find(int requestId) {
        for (int i = 0; i < active.size(); i++) {
            FastCgiStream stream = active.get(i);
            if (stream.requestId() == requestId) {
                return stream;
            }
        }
        return null;
    }

    @Override
    public void onBeginRequest(int requestId, int roleCode, boolean keepConnection) {
        if (find(requestId) != null) {
            throw new GatewayException(
                    400, "BEGIN_REQUEST for request " + requestId + ", which is active", Disposition.CLOSE_NOW);
        }
        requestBegun();
        Role role = Role.of(roleCode);
        if (role == null) {
            LOG.info("{} {}: request {} wants unknown role {}", settings.getProtocol(), peer(), requestId, roleCode);
            reject(requestId, ProtocolStatus.UNKNOWN_ROLE, keepConnection);
            return;
        }
        if (!active.isEmpty()) {
            if (!settings.isMultiplexing()) {
                LOG.info("{} {}: request {} while another is active", settings.getProtocol(), peer(), requestId);
                reject(requestId, ProtocolStatus.CANT_MPX_CONN, keepConnection);
                return;
            }
            streams.peerMultiplexes();
            multiplexed = true;
        } else if (!multiplexed && settings.isMultiplexing()) {
            multiplexed = streams.isPeerMultiplexing() || requestId > 1;
        }
        FastCgiStream stream = streams.acquire();
        active.add(stream);
        unfinished++;
        stream.begin(this, requestId, role, keepConnection && !isSurplus());
        if (isSurplus()) {
            stream.refuse(surplusRefusal());
        } else if (active.size() > settings.getMaxRequestsPerConnection()) {
            stream.refuse(new GatewayException(
                    503,
                    "over " + settings.getMaxRequestsPerConnection()
                            + " requests at a time on the connection (maxRequestsPerConnection)",
                    Disposition.KEEP));
        }
    }

    /** Ends a request that is not begun; its later records are ignored. */
    private void reject(int requestId, ProtocolStatus status, boolean keepConnection) {
        answers.endRequest(requestId, status, !keepConnection && !isBusy());
    }

    @Override
    public void onStream(RecordType type, int requestId, ByteBuffer content) {
        FastCgiStream stream = find(requestId);
        if (stream == null || stream.phase() == Phase.REFUSED) {
            drain(content.remaining());
            return;
        }
        switch (type) {
            case PARAMS -> addParams(stream, content);
            case STDIN -> addInput(stream, stream.input, content);
            case DATA -> addInput(stream, stream.data(), content);
            default -> throw new IllegalArgumentException(type.name());
        }
    }

    private static void addParams(FastCgiStream stream, ByteBuffer content) {
        try {
            if (stream.phase() != Phase.HEAD) {
                // The specification leaves open what follows the end of a stream; it changes nothing.
                return;
            }
            stream.addParams(content);
        } catch (GatewayException x) {
            stream.refuse(x);
        }
    }

    private void addInput(FastCgiStream stream, StreamInput input, ByteBuffer content) {
        if (stream.phase() == Phase.HEAD) {
            stream.refuse(new GatewayException(400, "a body before the end of PARAMS", Disposition.KEEP));
            return;
        }
        int length = content.remaining();
        if (input.add(content, inputBuffer())) {
            stream.notifyInput();
        } else {
            drain(length);
        }
    }

    @Override
    public void onStreamEnd(RecordType type, int requestId) {
        FastCgiStream stream = find(requestId);
        if (stream == null || stream.phase() == Phase.REFUSED) {
            return;
        }
        switch (type) {
            case PARAMS -> endParams(stream);
            case STDIN -> {
                stream.endStdin();
                endInput(stream, stream.input);
            }
            case DATA -> endInput(stream, stream.data());
            default -> throw new IllegalArgumentException(type.name());
        }
    }

    private void endParams(FastCgiStream stream) {
        if (stream.phase() != Phase.HEAD) {
            return;
        }
        try {
            stream.endParams();
            ready(stream);
        } catch (GatewayException x) {
            stream.refuse(x);
        }
    }

    private void endInput(FastCgiStream stream, StreamInput input) {
        if (stream.phase() == Phase.HEAD) {
            stream.refuse(new GatewayException(400, "a body before the end of PARAMS", Disposition.KEEP));
            return;
        }
        long missing = input.end();
        if (missing > 0) {
            if (input.received() == 0 && stream.mayBodyFollow()) {
                return;
            }
            input.fail(new IncompleteBody("the request body ends " + missing + " bytes early"));
        }
        stream.notifyInput();
    }

    @Override
    public void onAbortRequest(int requestId) {
        FastCgiStream stream = find(requestId);
        if (stream == null) {
            return;
        }
        if (stream.phase() == Phase.HEAD) {
            boolean keepConnection = stream.keepConnection();
            releaseUnused(stream);
            reject(requestId, ProtocolStatus.REQUEST_COMPLETE, keepConnection);
        } else if (stream.phase() != Phase.REFUSED) {
            stream.abort();
        }
    }

    @Override
    public void onGetValues(List<String> names) {
        if (settings.isMultiplexing() && names.contains(FastCgiAnswers.MPXS_CONNS)) {
            streams.peerMultiplexes();
            multiplexed = true;
        }
        answers.getValuesResult(names);
    }

    @Override
    public void onUnknownType(int type) {
        answers.unknownType(type);
    }

    /** Sends a line on STDERR; the stream is complete with it. */
    void sendStderr(int requestId, String line) {
        answers.stderr(requestId, line);
    }

    /** Whether the stream has the connection for itself. */
    boolean isAlone(FastCgiStream stream) {
        try (AutoLock ignored = lock.lock()) {
            return active.isEmpty() || (active.size() == 1 && active.get(0) == stream);
        }
    }

    /** END_REQUEST is about to be written. */
    void ended(FastCgiStream stream) {
        try (AutoLock ignored = lock.lock()) {
            active.remove(stream);
        }
    }

    /** The stream is done with. */
    void completed(FastCgiStream stream, boolean reusable) {
        boolean close;
        boolean inputComplete;
        try (AutoLock ignored = lock.lock()) {
            if (!stream.complete()) {
                return;
            }
            requestCompleted();
            active.remove(stream);
            unfinished--;
            closing |= !stream.keepConnection() || connector().isShutdown();
            close = closing && !isBusy();
            inputComplete = !bad && stream.isBodySent() && parser.isIdle();
            reusable &= stream.isUnpinned();
        }
        stream.closeData();
        if (reusable) {
            stream.recycle();
            streams.release(stream);
        }
        if (close) {
            finish(inputComplete);
        } else {
            released();
        }
    }

    @Override
    public void onClose(Throwable cause) {
        try (AutoLock ignored = lock.lock()) {
            active.removeIf(stream -> stream.phase() == Phase.HEAD);
        }
        super.onClose(cause);
    }
}
