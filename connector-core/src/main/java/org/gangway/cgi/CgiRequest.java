package org.gangway.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.util.Map;
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
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.HeaderList;
import org.gangway.request.internal.HttpVersionText;
import org.gangway.request.internal.LastText;
import org.gangway.request.internal.Origin;
import org.gangway.request.internal.RequestTarget;
import org.gangway.request.internal.Token;

/**
 * A request out of CGI variables (RFC 3875), as FastCGI and SCGI carry them.
 *
 * <p>{@link #map} checks everything that can be wrong, so that the other methods throw nothing; texts are made when
 * they are first asked for. An instance is made for one connector and reused with {@link #clear()} for any of its
 * requests; what it remembers of the request before (names, header fields, addresses) it only uses where the bytes
 * are the same. It refers to the variables until it is cleared. Not thread-safe.
 */
public final class CgiRequest implements GatewayRequest {
    private final TrustPolicy trust;
    private final HeaderList headers;
    private final CgiHeaders headerVariables;
    private final CgiMountPoint mountPoint;
    private final RequestTarget target;
    private final Origin origin = new Origin();
    private final CgiBody body = new CgiBody();
    private final CgiTlsFacts tls = new CgiTlsFacts();
    private final LastText method = new LastText();
    private final LastText protocol = new LastText();
    private final LastText authType = new LastText();
    private final CgiAddresses addresses = new CgiAddresses();
    private final VariableIndex index = new VariableIndex();
    private CgiVariables variables;
    private boolean secure;
    private int prefix;
    private Map<String, String> attributes;

    /**
     * @param limits the limits of a request
     * @param trust what of the web server's word counts
     * @param scriptName how to find the mount point
     * @param headerPolicy what becomes of a few header fields
     */
    public CgiRequest(RequestLimits limits, TrustPolicy trust, ScriptNamePolicy scriptName, HeaderPolicy headerPolicy) {
        this.trust = trust;
        this.headers = new HeaderList(limits);
        this.headerVariables = new CgiHeaders(headers, headerPolicy);
        this.mountPoint = new CgiMountPoint(scriptName);
        this.target = new RequestTarget(limits);
    }

    /**
     * Takes the variables of a request; they must not change until {@link #clear()}.
     *
     * @param requestVariables the variables
     * @throws GatewayException 400 for a request that makes no sense or contradicts itself, 414 for a target and 431
     *     for header fields beyond the {@linkplain RequestLimits limits}; this object must be cleared then
     */
    public void map(CgiVariables requestVariables) {
        variables = requestVariables;
        attributes = null;
        index.begin(requestVariables);
        origin.clear();
        headerVariables.map(requestVariables, index, origin);
        checkMethod();
        checkProtocol();
        mapTarget();
        mapOrigin();
        body.map(requestVariables, index, method());
        if (body.contentLength() >= 0) {
            headerVariables.addContentLength(requestVariables, index);
        }
        if (headers.hasWebSocketKey()) {
            headers.endHandshake(method(), protocol(), body.length() != BodyLength.NONE);
        }
        prefix = mountPoint.find(target, requestVariables, index);
        tls.map(requestVariables, index);
    }

    /** Lets go of the request. */
    public void clear() {
        variables = null;
        attributes = null;
        prefix = 0;
        secure = false;
        headerVariables.clear();
        target.clear();
        origin.clear();
        tls.clear();
        index.clear();
    }

    @Override
    public String method() {
        return text(method, index.at(Variable.REQUEST_METHOD));
    }

    /**
     * Whether the method is HEAD, so that the response has no body.
     *
     * @return false also if the request could not be mapped as far as its method
     */
    public boolean isHead() {
        return variables != null && find(Variable.REQUEST_METHOD) >= 0 && method().equals("HEAD");
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

    /**
     * {@inheritDoc} Without SERVER_PROTOCOL it is {@code HTTP/1.1}.
     */
    @Override
    public String protocol() {
        int i = find(Variable.SERVER_PROTOCOL);
        return i < 0 ? "HTTP/1.1" : text(protocol, i);
    }

    @Override
    public boolean secure() {
        return secure;
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

    @Override
    public InetSocketAddress remoteAddress() {
        return addresses.remote(variables, index);
    }

    @Override
    public InetSocketAddress localAddress() {
        return addresses.local(variables, index);
    }

    @Override
    public int headerCount() {
        return headers.count();
    }

    @Override
    public HeaderField header(int i) {
        return headers.get(i);
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public WebSocketHandshake webSocketHandshake() {
        return headers.handshake();
    }

    /**
     * How far the body reaches.
     *
     * @return none, as far as {@link #contentLength()} says, or to the end of its stream
     */
    public BodyLength bodyLength() {
        return body.length();
    }

    @Override
    public String remoteUser() {
        int i = find(Variable.REMOTE_USER);
        return i < 0 || trust.remoteUser() == RemoteUserPolicy.IGNORE
                ? null
                : variables.value(i, trust.attributeCharset());
    }

    @Override
    public String authType() {
        int i = find(Variable.AUTH_TYPE);
        return i < 0 || find(Variable.REMOTE_USER) < 0 || trust.remoteUser() == RemoteUserPolicy.IGNORE
                ? null
                : text(authType, i);
    }

    @Override
    public TlsFacts tls() {
        return secure ? tls : null;
    }

    @Override
    public String variable(String name) {
        byte[] bytes = name.getBytes(ISO_8859_1);
        if (bytes.length == 0 || HeaderNames.isHeader(bytes, 0, bytes.length)) {
            return null;
        }
        Charset charset = trust.attributeCharset();
        // A request that never was whole is asked, too, where its refusal can't be sent.
        int count = variables == null ? 0 : variables.count();
        for (int i = count - 1; i >= 0; i--) {
            if (variables.nameEquals(i, bytes)) {
                return variables.value(i, charset);
            }
        }
        return null;
    }

    @Override
    public Set<String> attributeNames() {
        return attributes().keySet();
    }

    @Override
    public String attribute(String name) {
        return attributes().get(name);
    }

    private Map<String, String> attributes() {
        if (attributes == null) {
            attributes = CgiAttributes.of(variables, trust);
        }
        return attributes;
    }

    private void checkMethod() {
        int i = find(Variable.REQUEST_METHOD);
        if (i < 0) {
            throw refused("REQUEST_METHOD is missing; does the web server send the CGI variables"
                    + " (nginx: include fastcgi_params)?");
        }
        if (!Token.isToken(variables.block(), variables.valueOffset(i), variables.valueLength(i))) {
            throw refused("REQUEST_METHOD is no token: " + escaped(i));
        }
    }

    private void checkProtocol() {
        int i = find(Variable.SERVER_PROTOCOL);
        if (i < 0) {
            return;
        }
        String text = text(protocol, i);
        if (!HttpVersionText.isProtocol(text)) {
            throw refused("SERVER_PROTOCOL is no version of HTTP: " + escaped(i));
        }
    }

    private void mapTarget() {
        int uri = find(Variable.REQUEST_URI);
        String path = uri < 0 ? TargetFallback.path(index) : TargetFallback.pathInsteadOfDecodedUri(index);
        if (uri >= 0 && path == null) {
            target.checkLength(variables.valueLength(uri));
            target.parse(variables.block(), variables.valueOffset(uri), variables.valueLength(uri));
            mapQuery();
            return;
        }
        if (path == null) {
            throw refused("REQUEST_URI, SCRIPT_NAME, PATH_INFO and DOCUMENT_URI are all missing; does the web server"
                    + " send the CGI variables (nginx: include fastcgi_params)?");
        }
        int query = find(Variable.QUERY_STRING);
        target.checkLength(path.length() + (query < 0 ? 0 : variables.valueLength(query) + 1));
        target.setPath(path);
        if (query >= 0) {
            target.setQuery(variables.block(), variables.valueOffset(query), variables.valueLength(query));
        } else {
            target.setQuery(null, 0, 0);
        }
    }

    /** HAProxy sends no QUERY_STRING if it is empty. */
    private void mapQuery() {
        int query = index.at(Variable.QUERY_STRING);
        if (query >= 0) {
            target.checkLength(variables.valueLength(query));
            target.rewriteQuery(variables.block(), variables.valueOffset(query), variables.valueLength(query));
        }
    }

    private void mapOrigin() {
        secure = CgiScheme.isHttps(variables, index);
        origin.readTarget(target, headers);
        int name = index.at(Variable.SERVER_NAME);
        if (name >= 0) {
            int port = CgiAddresses.port(variables, index, Variable.SERVER_PORT);
            origin.readServerName(variables.block(), variables.valueOffset(name), variables.valueLength(name), port);
        }
        origin.dropDefaultPort(secure);
    }

    private String text(LastText last, int i) {
        return last.get(variables.block(), variables.valueOffset(i), variables.valueLength(i));
    }

    private int find(Variable variable) {
        return index.find(variable);
    }

    private String escaped(int i) {
        return Escaped.text(variables.block(), variables.valueOffset(i), variables.valueLength(i));
    }

    private static GatewayException refused(String reason) {
        return new GatewayException(400, reason, Disposition.KEEP);
    }
}
