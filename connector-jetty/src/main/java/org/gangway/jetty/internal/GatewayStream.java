package org.gangway.jetty.internal;

import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.AutoLock;
import org.gangway.jetty.sendfile.FileHandover;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayRequest;
import org.gangway.request.TlsFacts;

/**
 * One request and its response, whatever the protocol: the input half of Jetty's {@link HttpStream}, and the way from
 * a {@link GatewayRequest} to Jetty's request. Recycled with its {@link HttpChannel} and what both have learnt of
 * earlier requests.
 */
abstract class GatewayStream implements HttpStream {
    private static final int MAX_PENDING = 256 * 1024;

    private final GatewaySettings settings;
    private final StreamMetaData metaData;
    private final HttpChannel.Factory channels;
    private HttpChannel channel;
    private final FileHandover files;
    final StreamInput input = new StreamInput();
    private GatewayConnection connection;
    private final RequestFields fields = new RequestFields();
    private final Runnable contentAvailable = this::onContentAvailable;
    private int pins;
    private boolean announced;
    private Throwable gone;
    private long begun;

    GatewayStream(GatewaySettings settings, Connector connector) {
        this.settings = settings;
        this.metaData = new StreamMetaData(connector, settings.getHttpConfiguration(), settings.getTrustPolicy());
        this.files = FileHandover.of(settings.getSendfilePolicy(), connector);
        HttpChannel.Factory configured = connector.getBean(HttpChannel.Factory.class);
        this.channels = configured == null ? new HttpChannel.DefaultFactory() : configured;
        this.channel = channels.newHttpChannel(metaData);
    }

    final HttpChannel channel() {
        return channel;
    }

    GatewayConnection connection() {
        return connection;
    }

    /** A request has begun; its head is yet to come. */
    void begin(GatewayConnection connection) {
        this.connection = connection;
        announced = false;
        gone = null;
        begun = NanoTime.now();
        metaData.begin(connection);
        channel.setHttpStream(this);
    }

    /**
     * The head is complete.
     *
     * @return runs the handler
     */
    final Runnable onRequest(GatewayRequest request, long contentLength) {
        metaData.request(request);
        MetaData.Request jettyRequest =
                new MetaData.Request(
                        begun,
                        request.method(),
                        uri(request),
                        metaData.getHttpVersion(),
                        fields.of(request),
                        contentLength) {
                    @Override
                    public boolean is100ContinueExpected() {
                        // The web server has answered it.
                        return false;
                    }
                };
        Runnable task = channel.onRequest(jettyRequest);
        if (files != null) {
            files.watch(channel.getRequest(), request);
        }
        if (request.secure()) {
            secure(channel.getRequest(), request.tls());
        }
        if (settings.passesAttributes() && !request.attributeNames().isEmpty()) {
            Request attributed = channel.getRequest();
            for (String name : request.attributeNames()) {
                attributed.setAttribute(name, request.attribute(name));
            }
        }
        return task;
    }

    /**
     * The head is no good.
     *
     * @return answers with the status of the exception
     */
    final Runnable onRefused(GatewayException refusal) {
        channel.initialize();
        return channel.onFailure(new HttpException.RuntimeException(refusal.status(), words(refusal)));
    }

    /** What the client is told beside the status, or null: mostly nothing, for the log has it. */
    String words(GatewayException refusal) {
        return null;
    }

    private static void secure(Request request, TlsFacts facts) {
        if (facts != null) {
            request.setAttribute(EndPoint.SslSessionData.ATTRIBUTE, new TlsSessionData(facts));
            if (facts.protocol() != null) {
                request.setAttribute("jakarta.servlet.request.secure_protocol", facts.protocol());
            }
        }
    }

    private HttpURI uri(GatewayRequest request) {
        String scheme = (request.secure() ? HttpScheme.HTTPS : HttpScheme.HTTP).asString();
        String host = request.host();
        int port = request.port();
        if (host == null) {
            var authority = metaData.getServerAuthority();
            host = authority.getHost();
            port = authority.getPort();
        }
        return RequestUri.of(scheme, host, port, request.path(), request.query());
    }

    @Override
    public Content.Chunk read() {
        Content.Chunk chunk = take();
        if (chunk == null) {
            connection.pull(input);
            chunk = take();
        }
        return chunk;
    }

    private Content.Chunk take() {
        Content.Chunk chunk;
        boolean shared;
        Runnable more;
        try (AutoLock ignored = connection.lock.lock()) {
            chunk = input.read();
            shared = chunk != null && connection.activeStreams().size() > 1;
            more = input.isReadable() ? null : connection.moreInput();
        }
        if (more != null) {
            more.run();
        }
        if (shared) {
            // The other requests on the connection may have waited for this one to read.
            connection.resume();
        }
        return chunk;
    }

    /** Whether so much input waits for the application that no more may be read. */
    final boolean isInputFull() {
        return input.buffered() >= MAX_PENDING;
    }

    @Override
    public void demand() {
        boolean waiting;
        InvocationType type = channel.getInvocationType();
        Runnable more;
        try (AutoLock ignored = connection.lock.lock()) {
            waiting = input.demand(type);
            more = waiting ? connection.moreInput() : null;
        }
        if (more != null) {
            more.run();
        }
        if (waiting) {
            connection.resume();
            return;
        }
        Runnable task = channel.onContentAvailable();
        if (task != null) {
            task.run();
        }
    }

    @Override
    public Throwable consumeAvailable() {
        try (AutoLock ignored = connection.lock.lock()) {
            input.discard();
        }
        return null;
    }

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        // The web server speaks for its own connection to the client; what concerns it is left out when written.
    }

    @Override
    public long getIdleTimeout() {
        return connection.getEndPoint().getIdleTimeout();
    }

    @Override
    public void setIdleTimeout(long milliseconds) {
        connection.getEndPoint().setIdleTimeout(milliseconds);
    }

    /**
     * Somebody outside of the request's own course holds on to the stream, which must not serve another request
     * meanwhile. Called under the connection's lock.
     */
    final void pin() {
        pins++;
    }

    private void unpin(GatewayConnection pinnedBy) {
        try (AutoLock ignored = pinnedBy.lock.lock()) {
            pins--;
        }
    }

    /** The time in milliseconds since the request began. */
    final long age() {
        return NanoTime.millisSince(begun);
    }

    /**
     * Jetty knows the request.
     *
     * @return why nobody waits for the answer any more, or null: then the handler can run
     */
    final Throwable announced() {
        try (AutoLock ignored = connection.lock.lock()) {
            announced = true;
            return gone;
        }
    }

    /** Tells Jetty that nobody waits for the answer of the pinned stream, as soon as Jetty knows of the request. */
    final void failRemotely(Throwable cause) {
        GatewayConnection pinnedBy = connection;
        boolean known;
        try (AutoLock ignored = pinnedBy.lock.lock()) {
            known = announced;
            if (!known) {
                gone = cause;
            }
        }
        if (known) {
            Runnable task = channel.onRemoteFailure(cause);
            if (task != null) {
                task.run();
            }
        }
        unpin(pinnedBy);
    }

    /** Whether somebody waits for input who is woken without blocking. Called under the connection's lock. */
    boolean isWaker() {
        return input.isWaker();
    }

    /** Whether only the end of a write is waited for, after which nobody looks for a timeout. */
    abstract boolean isAbandoned();

    /** Whether nobody holds on to the stream. Called under the connection's lock. */
    final boolean isUnpinned() {
        return pins == 0;
    }

    /** Tells a waiting application that there is input. Called under the connection's lock. */
    final void notifyDemand() {
        boolean wake = input.isWaker();
        if (input.takeDemand()) {
            pin();
            connection.ready(contentAvailable, wake);
        }
    }

    private void onContentAvailable() {
        GatewayConnection pinnedBy = connection;
        try {
            Runnable task = channel.onContentAvailable();
            if (task != null) {
                task.run();
            }
        } finally {
            unpin(pinnedBy);
        }
    }

    /**
     * The pinned stream did nothing for a while.
     *
     * @return whether it is being handled, and the connection must stay
     */
    final boolean onIdleTimeout(TimeoutException timeout) {
        HttpChannel.IdleTimeoutTask task = channel.onIdleTimeout(timeout);
        GatewayConnection pinnedBy = connection;
        boolean keep = task.handlingRequest() && !isAbandoned();
        if (task.handlingRequest() && task.action() != null) {
            pinnedBy.execute(() -> {
                task.action().run();
                unpin(pinnedBy);
            });
        } else {
            unpin(pinnedBy);
        }
        return keep;
    }

    /** The connection of the pinned stream is gone. */
    final void onConnectionClosed(Throwable cause) {
        GatewayConnection pinnedBy = connection;
        Throwable failure = cause instanceof EofException ? cause : new EofException(cause);
        try (AutoLock ignored = pinnedBy.lock.lock()) {
            input.fail(failure);
        }
        pinnedBy.execute(() -> failRemotely(failure));
    }

    /** Whether the thread is the one that runs the handler, on its way back from it. */
    abstract boolean isBackFromHandler();

    /** Makes ready for another request. */
    void recycle() {
        channel.recycle();
        if (!isBackFromHandler()) {
            // Jetty is in a callback of the channel, and would run those of the next request behind it, too late.
            channel = channels.newHttpChannel(metaData);
        }
        recycleInput();
    }

    final void recycleInput() {
        input.recycle();
        metaData.recycle();
        connection = null;
    }
}
