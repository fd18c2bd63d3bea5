package org.gangway.jetty.internal;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.gangway.jetty.sendfile.FileHandover;
import org.gangway.jetty.settings.GatewaySettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.GatewayRequest;
import org.gangway.request.TlsFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Jetty's request of a {@link GatewayRequest}, and keeps the channel that serves it. Recycled with its exchange,
 * and what all have learnt of earlier requests.
 */
final class JettyRequest {
    private static final Logger LOG = LoggerFactory.getLogger(JettyRequest.class);

    /** What the thread serves: the request whose handler it runs. */
    private static final ThreadLocal<JettyRequest> HANDLING = new ThreadLocal<>();

    private final Exchange exchange;
    private final Head head;
    private final Notices notices;
    private final boolean attributes;
    private final StreamMetaData metaData;
    private final HttpChannel.Factory channels;
    private final FileHandover files;
    private final RequestFields fields = new RequestFields();
    private final LastUri lastUri = new LastUri();
    private HttpChannel channel;

    JettyRequest(Exchange exchange, Head head, Notices notices, ConnectorState state) {
        this.exchange = exchange;
        this.head = head;
        this.notices = notices;
        GatewaySettings settings = state.settings();
        Connector connector = state.connector();
        this.attributes = settings.passesAttributes();
        this.metaData = new StreamMetaData(connector, settings.getHttpConfiguration(), settings.getTrustPolicy());
        this.files = FileHandover.of(settings.getSendfilePolicy(), connector);
        HttpChannel.Factory configured = connector.getBean(HttpChannel.Factory.class);
        this.channels = configured == null ? new HttpChannel.DefaultFactory() : configured;
        this.channel = channels.newHttpChannel(metaData);
    }

    HttpChannel channel() {
        return channel;
    }

    void begin(GatewayConnection connection) {
        metaData.begin(connection);
        channel.setHttpStream(exchange);
    }

    /** Offers Jetty an end point for what the request may become. */
    Tunnel offerTunnel(Wire wire, String objection) {
        Tunnel tunnel = new Tunnel(exchange, metaData, wire, objection);
        metaData.offer(tunnel);
        return tunnel;
    }

    /** The connection that the application has made of the request, or null. */
    Connection upgraded() {
        Request request = channel.getRequest();
        return request != null
                        && request.getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE) instanceof Connection made
                ? made
                : null;
    }

    /** What the application has made of the request comes to nothing. */
    void forgetUpgrade() {
        Request request = channel.getRequest();
        request.removeAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE);
        WebSocketRefusal.mark(request);
    }

    /** Serves the request, whose head is complete; may block. */
    void serve(long begun) {
        Runnable handler = null;
        GatewayException refusal = null;
        try {
            handler = onRequest(begun);
        } catch (HttpException.RuntimeException | IllegalArgumentException x) {
            int status = x instanceof HttpException http ? http.getCode() : HttpStatus.BAD_REQUEST_400;
            refusal = new GatewayException(status, String.valueOf(x.getMessage()), Disposition.KEEP);
        } catch (RuntimeException x) {
            LOG.warn("{}: request {} gets 500", exchange.connection().peer(), head.id(), x);
            refusal = new GatewayException(HttpStatus.INTERNAL_SERVER_ERROR_500, "unexpected", Disposition.KEEP);
        }
        if (handler == null) {
            exchange.answer(refusal);
            return;
        }
        Throwable nobody = notices.announce();
        if (nobody == null) {
            handle(handler);
        } else {
            exchange.failed(nobody);
        }
    }

    private void handle(Runnable handler) {
        JettyRequest outer = HANDLING.get();
        HANDLING.set(this);
        try {
            handler.run();
        } finally {
            HANDLING.set(outer);
        }
    }

    /** Answers a request that is no good, or that nobody has time for. */
    void answerRefusal(GatewayException refusal) {
        Throwable nobody = notices.announce();
        if (nobody == null) {
            head.complain(refusal.getMessage());
            onRefused(refusal).run();
        } else {
            exchange.failed(nobody);
        }
    }

    private Runnable onRequest(long begun) {
        GatewayRequest request = head.request();
        metaData.request(request);
        MetaData.Request jettyRequest =
                new MetaData.Request(
                        begun,
                        request.method(),
                        uri(request),
                        metaData.getHttpVersion(),
                        fields.of(request),
                        head.announcedLength()) {
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
        if (attributes && !request.attributeNames().isEmpty()) {
            Request attributed = channel.getRequest();
            for (String name : request.attributeNames()) {
                attributed.setAttribute(name, request.attribute(name));
            }
        }
        head.describe(channel.getRequest());
        return task;
    }

    private Runnable onRefused(GatewayException refusal) {
        channel.initialize();
        return channel.onFailure(new HttpException.RuntimeException(refusal.status(), head.words(refusal)));
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
        return lastUri.of(scheme, host, port, request.path(), request.query());
    }

    /**
     * Makes ready for another request.
     *
     * @param known whether Jetty knew this one
     */
    void recycle(boolean known) {
        if (known) {
            channel.recycle();
            if (HANDLING.get() != this) {
                // Jetty is in a callback of the channel, and would run those of the next request behind it, too late.
                channel = channels.newHttpChannel(metaData);
            }
        }
        metaData.recycle();
    }
}
