package org.gangway.ajp;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import org.gangway.request.BodyLength;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.GatewayRequest;
import org.gangway.request.HeaderField;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TlsFacts;
import org.gangway.request.TrustPolicy;
import org.gangway.request.WebSocketHandshake;
import org.gangway.request.internal.Charsets;
import org.gangway.request.internal.ContentMethod;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.HeaderList;
import org.gangway.request.internal.HttpVersionText;
import org.gangway.request.internal.LastText;
import org.gangway.request.internal.Origin;
import org.gangway.request.internal.RequestTarget;
import org.gangway.request.internal.Token;

/**
 * A request out of an AJP13 FORWARD_REQUEST.
 *
 * <p>{@link #map} checks everything that can be wrong, so that the other methods throw nothing; texts are made when
 * they are first asked for. An instance is made for one connector and reused with {@link #clear()} for any of its
 * requests; what it remembers of the request before (names, header fields, addresses) it only uses where the bytes
 * are the same. It refers to the parser's bytes until it is cleared. Not thread-safe.
 */
public final class AjpRequest implements GatewayRequest {
    private final TrustPolicy trust;
    private final AjpSecret secret;
    private final BodyPackets bodyPackets;
    private final AjpAttributes attributes;
    private final AjpMountPoint mountPoint;
    private final HeaderList headers;
    private final AjpHeaders forwardedHeaders;
    private final RequestTarget target;
    private final Origin origin = new Origin();
    private final AjpTlsFacts tls = new AjpTlsFacts();
    private final LastText storedMethod = new LastText();
    private final LastText protocol = new LastText();
    private final LastText authType = new LastText();
    private final LastText route = new LastText();
    private final AjpAddresses addresses = new AjpAddresses();
    private ForwardRequest request;
    private String method;
    private int prefix;

    /**
     * @param limits the limits of a request
     * @param trust what of the web server's word counts; its prefixes aren't cut off the names of attributes, because
     *     mod_proxy_ajp does that itself
     * @param scriptName how to find the mount point
     * @param headerPolicy what becomes of a few header fields
     * @param secret what a request must bring
     * @param allowed the request attributes that are let in
     * @param bodyPackets how the web server frames bodies, which tells lighttpd from others
     */
    public AjpRequest(
            RequestLimits limits,
            TrustPolicy trust,
            ScriptNamePolicy scriptName,
            HeaderPolicy headerPolicy,
            AjpSecret secret,
            AllowedRequestAttributes allowed,
            BodyPackets bodyPackets) {
        this.trust = trust;
        this.secret = Objects.requireNonNull(secret, "secret");
        this.bodyPackets = Objects.requireNonNull(bodyPackets, "bodyPackets");
        this.attributes = new AjpAttributes(allowed, trust.attributeCharset());
        this.mountPoint = new AjpMountPoint(scriptName);
        this.headers = new HeaderList(limits);
        this.forwardedHeaders = new AjpHeaders(headers, headerPolicy);
        this.target = new RequestTarget(limits);
    }

    /**
     * Takes a request; it must not change until {@link #clear()}.
     *
     * @param forwardRequest the request
     * @throws GatewayException 403 without the secret or with an attribute that isn't allowed, both with
     *     {@link Disposition#CLOSE_AFTER_RESPONSE}; 400 for a request that makes no sense, 414 for a target and 431 for
     *     header fields beyond the {@linkplain RequestLimits limits}. This object must be cleared then
     */
    public void map(ForwardRequest forwardRequest) {
        request = forwardRequest;
        origin.clear();
        prefix = 0;
        method = method();
        secret.check(request);
        attributes.map(request);
        checkMethod();
        checkProtocol();
        forwardedHeaders.map(request, origin, contentLength() >= 0);
        if (headers.hasWebSocketKey()) {
            headers.endHandshake(method, protocol(), request.bodyLength() != BodyLength.NONE);
        }
        ReqUri.map(request, isPathDecoded(), target);
        mapOrigin();
        prefix = mountPoint.find(target, attributes);
        tls.map(request, attributes);
    }

    /**
     * Whether the web server takes a header field Status of the response for a field like any other. lighttpd takes it
     * for the status of the response, and a 502 is what comes of it. It never sends a request attribute; mod_jk and
     * mod_proxy_ajp send one with each request.
     *
     * @return false if the web server may be lighttpd, or the request is not known
     */
    public boolean takesStatusField() {
        return request != null && request.requestAttributeCount() > 0;
    }

    /** Lets go of the request. */
    public void clear() {
        request = null;
        prefix = 0;
        forwardedHeaders.clear();
        target.clear();
        origin.clear();
        tls.clear();
        attributes.clear();
    }

    @Override
    public String method() {
        if (request.method() != RequestMethod.STORED_METHOD) {
            RequestMethod known = RequestMethod.of(request.method());
            return known == null ? "" : known.token();
        }
        return Objects.requireNonNullElse(text(storedMethod, AttributeCode.STORED_METHOD), "");
    }

    /**
     * Whether the method is HEAD, so that the response has no body.
     *
     * @return false also without a request
     */
    public boolean isHead() {
        return request != null && "HEAD".equals(method);
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public String query() {
        return target.query();
    }

    @Override
    public String scriptName() {
        return target.pathPrefix(prefix);
    }

    /** {@inheritDoc} Where it is null it is {@code HTTP/1.1}. */
    @Override
    public String protocol() {
        int length = request.length(ForwardRequest.PROTOCOL);
        return length <= 0
                ? "HTTP/1.1"
                : protocol.get(request.block(), request.offset(ForwardRequest.PROTOCOL), length);
    }

    @Override
    public boolean secure() {
        return request.isSecure();
    }

    /** {@inheritDoc} An IPv6 address stands in brackets. */
    @Override
    public String host() {
        return origin.host();
    }

    @Override
    public int port() {
        return origin.port();
    }

    /** {@inheritDoc} It has the name remote_host, if the web server looked that up. */
    @Override
    public InetSocketAddress remoteAddress() {
        return addresses.remote(request, attributes);
    }

    @Override
    public InetSocketAddress localAddress() {
        return addresses.local(request, attributes);
    }

    @Override
    public int headerCount() {
        return headers.count();
    }

    @Override
    public HeaderField header(int i) {
        return headers.get(i);
    }

    /** {@inheritDoc} mod_jk says 0 for every request without a body: that is -1 where a client would say nothing. */
    @Override
    public long contentLength() {
        long length = request.contentLength();
        return length == 0 && !ContentMethod.is(method) ? -1 : length;
    }

    @Override
    public WebSocketHandshake webSocketHandshake() {
        return headers.handshake();
    }

    /**
     * How far the body reaches.
     *
     * @return none, as far as {@link #contentLength()} says, or until an empty packet
     */
    public BodyLength bodyLength() {
        return request.bodyLength();
    }

    @Override
    public String remoteUser() {
        int length = request.length(AttributeCode.REMOTE_USER);
        return length <= 0 || trust.remoteUser() == RemoteUserPolicy.IGNORE
                ? null
                : Charsets.decode(
                        request.block(), request.offset(AttributeCode.REMOTE_USER), length, trust.attributeCharset());
    }

    @Override
    public String authType() {
        return request.length(AttributeCode.REMOTE_USER) <= 0 || trust.remoteUser() == RemoteUserPolicy.IGNORE
                ? null
                : text(authType, AttributeCode.AUTH_TYPE);
    }

    @Override
    public TlsFacts tls() {
        return request.isSecure() ? tls : null;
    }

    /**
     * The route that the web server's load balancer has for this worker.
     *
     * @return the jvmRoute, or null if the web server did not tell
     */
    public String route() {
        return text(route, AttributeCode.ROUTE);
    }

    /** {@inheritDoc} Over AJP13 these are the request attributes, whether they are let in or not. */
    @Override
    public String variable(String name) {
        return attributes.value(name);
    }

    @Override
    public Set<String> attributeNames() {
        return attributes.passed().keySet();
    }

    @Override
    public String attribute(String name) {
        return attributes.passed().get(name);
    }

    private String text(LastText last, AttributeCode attribute) {
        int length = request.length(attribute);
        return length <= 0 ? null : last.get(request.block(), request.offset(attribute), length);
    }

    private void checkMethod() {
        if (!method.isEmpty()) {
            int length = request.length(AttributeCode.STORED_METHOD);
            if (request.method() == RequestMethod.STORED_METHOD
                    && !Token.isToken(request.block(), request.offset(AttributeCode.STORED_METHOD), length)) {
                throw malformed("stored_method is no token: " + Escaped.text(method));
            }
            return;
        }
        throw malformed(
                request.method() == RequestMethod.STORED_METHOD
                        ? "the method is in stored_method, which is missing"
                        : "method code " + request.method() + " is none");
    }

    private void checkProtocol() {
        String text = protocol();
        // Tomcat takes any text here, and its test client sends "http" and "HTTP/1.x".
        if (!HttpVersionText.isVague(text)) {
            throw new GatewayException(
                    400, "the protocol is no version of HTTP: " + Escaped.text(text), Disposition.KEEP);
        }
    }

    /** mod_proxy_ajp's server_port is that of its own socket, so it counts only where server_name does. */
    private void mapOrigin() {
        origin.readTarget(target, headers);
        int length = request.length(ForwardRequest.SERVER_NAME);
        if (length > 0) {
            origin.readServerName(
                    request.block(), request.offset(ForwardRequest.SERVER_NAME), length, request.serverPort());
        }
        origin.dropDefaultPort(request.isSecure());
    }

    /**
     * lighttpd decodes the path, and looks at the decoded one to see who may have it. To decode it twice would let
     * {@code /%2561dmin} in where {@code /admin} is not. Each of its requests has a Content-Length.
     */
    private boolean isPathDecoded() {
        return switch (bodyPackets) {
            case RAW -> true;
            case STANDARD -> false;
            case AUTO -> request.requestAttributeCount() == 0 && request.contentLength() >= 0;
        };
    }

    private static GatewayException malformed(String reason) {
        return new GatewayException(400, reason, Disposition.CLOSE_AFTER_RESPONSE);
    }
}
