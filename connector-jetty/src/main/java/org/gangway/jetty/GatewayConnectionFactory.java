package org.gangway.jetty;

import java.util.Objects;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.gangway.jetty.sendfile.FileHandover;
import org.gangway.jetty.settings.GatewaySettings;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.SendfilePolicy;
import org.gangway.request.TrustPolicy;
import org.gangway.request.WebSocketPolicy;

/**
 * What the connection factories of all gateway protocols have in common: policies, limits and timeouts.
 *
 * <p>Everything is set before the connector starts. A factory may be given to several connectors.
 */
@ManagedObject("Makes connections of a gateway protocol")
public abstract class GatewayConnectionFactory extends AbstractConnectionFactory
        implements HttpConfiguration.ConnectionFactory,
                ConnectionFactory.Detecting,
                ConnectionFactory.Configuring,
                GatewaySettings {
    private static final long KEEP_ALIVE_TIMEOUT = 3_600_000;

    private final HttpConfiguration httpConfiguration;
    private RequestLimits requestLimits = new RequestLimits();
    private TrustPolicy trustPolicy = TrustPolicy.NONE;
    private ScriptNamePolicy scriptNamePolicy = ScriptNamePolicy.AUTO;
    private HeaderPolicy headerPolicy = HeaderPolicy.DEFAULT;
    private SendfilePolicy sendfilePolicy = SendfilePolicy.NONE;
    private WebSocketPolicy webSocketPolicy = WebSocketPolicy.AUTO;
    private AllowedClients allowedClients;
    private int maxConnections = 16 * 1024;
    private long headTimeout = 15_000;
    private long keepAliveTimeout;
    private long lingerTimeout = 2_000;
    private long maxDrainBytes = 16 * 1024 * 1024;
    private int maxResponseHeadBytes = 32 * 1024;
    private boolean useInputDirectByteBuffers = true;
    private boolean useOutputDirectByteBuffers = true;
    private boolean closeOnFailedResponse = true;

    /**
     * @param protocol the name of the protocol, as in {@link Connector#getProtocols()}
     * @param httpConfiguration what Jetty does with the requests
     */
    @SuppressWarnings("this-escape")
    protected GatewayConnectionFactory(String protocol, HttpConfiguration httpConfiguration) {
        this(protocol, httpConfiguration, KEEP_ALIVE_TIMEOUT);
    }

    /**
     * @param protocol the name of the protocol, as in {@link Connector#getProtocols()}
     * @param httpConfiguration what Jetty does with the requests
     * @param keepAliveTimeout as for {@link #setKeepAliveTimeout}, until that is called
     */
    @SuppressWarnings("this-escape") // what is called here only keeps its argument
    GatewayConnectionFactory(String protocol, HttpConfiguration httpConfiguration, long keepAliveTimeout) {
        super(protocol);
        this.keepAliveTimeout = keepAliveTimeout;
        requireJetty(Jetty.VERSION);
        this.httpConfiguration = Objects.requireNonNull(httpConfiguration, "httpConfiguration");
        installBean(httpConfiguration);
        setInputBufferSize(32 * 1024);
    }

    /** Without it the first request would fail with a NoSuchMethodError. */
    static void requireJetty(String version) {
        if (version.startsWith("12.0.")) {
            throw new IllegalStateException(
                    "Gangway doesn't run in Jetty " + version + "; update Jetty to 12.1 or later");
        }
    }

    /** Sees to it that the prefix reaches the applications, once for all factories with the same configuration. */
    @Override
    protected void doStart() throws Exception {
        synchronized (httpConfiguration) {
            if (scriptNamePolicy.mode() != ScriptNamePolicy.Mode.NONE
                    && httpConfiguration.getCustomizer(ScriptNameCustomizer.class) == null) {
                httpConfiguration.addCustomizer(new ScriptNameCustomizer());
            }
        }
        super.doStart();
    }

    @Override
    public HttpConfiguration getHttpConfiguration() {
        return httpConfiguration;
    }

    /**
     * @return how much of anything a request may bring
     */
    @Override
    public RequestLimits getRequestLimits() {
        return requestLimits;
    }

    /**
     * @param limits how much of anything a request may bring
     */
    public void setRequestLimits(RequestLimits limits) {
        requestLimits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * @return what of the web server's word reaches the application
     */
    @Override
    public TrustPolicy getTrustPolicy() {
        return trustPolicy;
    }

    /**
     * @param policy what of the web server's word reaches the application; by default {@link TrustPolicy#NONE}
     */
    public void setTrustPolicy(TrustPolicy policy) {
        trustPolicy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * @return how the mount point is found
     */
    @Override
    public ScriptNamePolicy getScriptNamePolicy() {
        return scriptNamePolicy;
    }

    /**
     * @param policy how the mount point is found; by default {@link ScriptNamePolicy#AUTO}
     */
    public void setScriptNamePolicy(ScriptNamePolicy policy) {
        scriptNamePolicy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * @return what becomes of header fields that need care
     */
    @Override
    public HeaderPolicy getHeaderPolicy() {
        return headerPolicy;
    }

    /**
     * @param policy what becomes of header fields that need care
     */
    public void setHeaderPolicy(HeaderPolicy policy) {
        headerPolicy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * @return who sends files
     */
    @Override
    public SendfilePolicy getSendfilePolicy() {
        return sendfilePolicy;
    }

    /**
     * @param policy who sends files; by default {@link SendfilePolicy#NONE}
     */
    public void setSendfilePolicy(SendfilePolicy policy) {
        sendfilePolicy = Objects.requireNonNull(policy, "policy");
    }

    @Override
    public void configure(Connector connector) {
        FileHandover.of(sendfilePolicy, connector);
    }

    /**
     * @return the addresses that may connect, or null if all may
     */
    public AllowedClients getAllowedClients() {
        return allowedClients;
    }

    /**
     * @param clients the addresses that may connect over TCP; null lets all connect, which is safe only on the loopback
     *     address: whoever connects can claim to be any user
     */
    public void setAllowedClients(AllowedClients clients) {
        allowedClients = clients;
    }

    @Override
    public String objectionTo(EndPoint endPoint) {
        return allowedClients == null || allowedClients.allows(endPoint.getRemoteSocketAddress())
                ? null
                : "not one of the allowed clients";
    }

    /**
     * @return the most connections at a time
     */
    @Override
    @ManagedAttribute(value = "The most connections at a time", readonly = true)
    public int getMaxConnections() {
        return maxConnections;
    }

    /**
     * @param count the most connections at a time; requests on those beyond get a 503
     */
    public void setMaxConnections(int count) {
        maxConnections = count;
    }

    /**
     * @return the time in milliseconds that the head of a request may take
     */
    @Override
    @ManagedAttribute(value = "The time in milliseconds that the head of a request may take", readonly = true)
    public long getHeadTimeout() {
        return headTimeout;
    }

    /**
     * @param milliseconds the time that the head of a request may take, from its first byte to its last
     */
    public void setHeadTimeout(long milliseconds) {
        headTimeout = milliseconds;
    }

    /**
     * @return the time in milliseconds that a connection may be idle between two requests
     */
    @Override
    @ManagedAttribute(
            value = "The time in milliseconds that a connection may be idle between two requests",
            readonly = true)
    public long getKeepAliveTimeout() {
        return keepAliveTimeout;
    }

    /**
     * @param milliseconds the time that a connection may be idle between two requests, {@link Long#MAX_VALUE} for no
     *     limit; by default an hour, over AJP no limit. It must be longer than the web server keeps its side: a request
     *     that crosses the close of a connection is a 502 for somebody
     */
    public void setKeepAliveTimeout(long milliseconds) {
        keepAliveTimeout = milliseconds;
    }

    /**
     * @return the time in milliseconds that unread input is waited for before a connection is closed
     */
    @Override
    @ManagedAttribute(
            value = "The time in milliseconds that unread input is waited for before a connection is closed",
            readonly = true)
    public long getLingerTimeout() {
        return lingerTimeout;
    }

    /**
     * @param milliseconds the time that unread input is waited for before a connection is closed, so that no reset
     *     destroys the response
     */
    public void setLingerTimeout(long milliseconds) {
        lingerTimeout = milliseconds;
    }

    /**
     * @return the most bytes of an unread request body that are read and dropped
     */
    @Override
    @ManagedAttribute(value = "The most bytes of an unread request body that are read and dropped", readonly = true)
    public long getMaxDrainBytes() {
        return maxDrainBytes;
    }

    /**
     * @param bytes the most bytes of unread request bodies that are read and dropped on a connection that is kept; with
     *     more it is closed, after the responses that are due. On one that is about to be closed {@link
     *     #setLingerTimeout} is the limit
     */
    public void setMaxDrainBytes(long bytes) {
        maxDrainBytes = bytes;
    }

    /**
     * @return the most bytes of a response head
     */
    @Override
    @ManagedAttribute(value = "The most bytes of a response head", readonly = true)
    public int getMaxResponseHeadBytes() {
        return maxResponseHeadBytes;
    }

    /**
     * @param bytes the most bytes of a response head, at most 65000; a longer one becomes a 500. Web servers have limits
     *     of their own: nginx 4 or 8 KiB (fastcgi_buffer_size), Apache 8 KiB
     */
    public void setMaxResponseHeadBytes(int bytes) {
        Limit.MAX_RESPONSE_HEAD_BYTES.check(bytes);
        maxResponseHeadBytes = bytes;
    }

    /**
     * @return what becomes of a request that asks for a WebSocket
     */
    @Override
    public WebSocketPolicy getWebSocketPolicy() {
        return webSocketPolicy;
    }

    /**
     * @param policy what becomes of a request that asks for a WebSocket; by default {@link WebSocketPolicy#AUTO}: it
     *     becomes one behind nginx over SCGI and behind lighttpd since 1.4.74 over FastCGI and SCGI
     */
    public void setWebSocketPolicy(WebSocketPolicy policy) {
        webSocketPolicy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * @return whether input buffers lie outside the heap
     */
    @Override
    @ManagedAttribute(value = "Whether input buffers lie outside the heap", readonly = true)
    public boolean isUseInputDirectByteBuffers() {
        return useInputDirectByteBuffers;
    }

    /**
     * @param direct whether input buffers lie outside the heap
     */
    public void setUseInputDirectByteBuffers(boolean direct) {
        useInputDirectByteBuffers = direct;
    }

    /**
     * @return whether output buffers lie outside the heap
     */
    @Override
    @ManagedAttribute(value = "Whether output buffers lie outside the heap", readonly = true)
    public boolean isUseOutputDirectByteBuffers() {
        return useOutputDirectByteBuffers;
    }

    /**
     * @param direct whether output buffers lie outside the heap
     */
    public void setUseOutputDirectByteBuffers(boolean direct) {
        useOutputDirectByteBuffers = direct;
    }

    /**
     * @return whether a response that fails half-way closes the connection
     */
    @Override
    @ManagedAttribute(value = "Whether a response that fails half-way closes the connection", readonly = true)
    public boolean isCloseOnFailedResponse() {
        return closeOnFailedResponse;
    }

    /**
     * @param close whether a response that fails half-way breaks the connection off, which tells nginx, Apache's
     *     mod_proxy and HAProxy that the response is not whole. False ends it in good order: mod_fcgid kills a process
     *     that closes a connection early. lighttpd before 1.4.60 always gets the good order
     */
    public void setCloseOnFailedResponse(boolean close) {
        closeOnFailedResponse = close;
    }
}
