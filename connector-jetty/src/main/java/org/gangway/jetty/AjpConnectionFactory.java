package org.gangway.jetty;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.Name;
import org.gangway.ajp.AjpEncoder;
import org.gangway.ajp.AjpSecret;
import org.gangway.ajp.AllowedRequestAttributes;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.jetty.internal.AjpSessions;
import org.gangway.jetty.internal.PerConnector;
import org.gangway.jetty.settings.AjpSettings;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.TrustPolicy;

/**
 * Makes AJP13 connections, for a {@link TcpSocketConnector}, a {@link UnixSocketConnector} or a connector of Jetty's,
 * which lets CPING on a new connection wait while all threads are busy.
 *
 * <p>At an address that others than this machine can reach it serves nobody until a {@linkplain #setSecret secret} is
 * set. With a secret the web server's user is trusted, unless a {@linkplain #setTrustPolicy policy} says otherwise.
 *
 * <pre>{@code
 * <New class="org.gangway.jetty.AjpConnectionFactory">
 *   <Arg><Ref refid="httpConfig"/></Arg>
 *   <Set name="secret">...</Set>
 * </New>
 * }</pre>
 */
@ManagedObject("Makes AJP13 connections")
public class AjpConnectionFactory extends GatewayConnectionFactory implements AjpSettings {
    /** The name of the protocol. */
    public static final String PROTOCOL = "ajp/1.3";

    private static final int MAGIC = 0x1234;

    @SuppressWarnings("this-escape") // it is only kept until a connection is made
    private final PerConnector<AjpSessions> sessions =
            new PerConnector<>(connector -> new AjpSessions(this, connector));

    private int packetSize = AjpEncoder.MIN_PACKET_SIZE;
    private BodyPackets bodyPackets = BodyPackets.AUTO;
    private AjpSecret secret = AjpSecret.NONE;
    private OtherAttributes otherAttributes = OtherAttributes.DROP;
    private boolean trustPolicySet;
    private AllowedRequestAttributes allowed;

    /** Makes a factory with a default {@link HttpConfiguration}. */
    public AjpConnectionFactory() {
        this(new HttpConfiguration());
    }

    /**
     * @param httpConfiguration what Jetty does with the requests
     */
    public AjpConnectionFactory(@Name("config") HttpConfiguration httpConfiguration) {
        // Web servers keep connections to AJP for as long as they live.
        super(PROTOCOL, httpConfiguration, Long.MAX_VALUE);
    }

    @Override
    protected void doStart() throws Exception {
        allowed = new AllowedRequestAttributes(getTrustPolicy(), otherAttributes);
        super.doStart();
    }

    /**
     * @return the greatest packet in bytes that is sent
     */
    @Override
    @ManagedAttribute(value = "The greatest packet in bytes that is sent", readonly = true)
    public int getPacketSize() {
        return packetSize;
    }

    /**
     * @param bytes the greatest packet in bytes that is sent, 8192 to 65536, as the web server has it (mod_jk:
     *     max_packet_size, mod_proxy_ajp: ProxyIOBufferSize); by default 8192. The head of a response must fit in one.
     *     Packets of any size are taken
     */
    public void setPacketSize(int bytes) {
        if (bytes < AjpEncoder.MIN_PACKET_SIZE || bytes > AjpEncoder.MAX_PACKET_SIZE) {
            throw new IllegalArgumentException("packetSize is " + bytes + "; it must be between "
                    + AjpEncoder.MIN_PACKET_SIZE + " and " + AjpEncoder.MAX_PACKET_SIZE);
        }
        packetSize = bytes;
    }

    /**
     * @return how the packets of a request body are framed
     */
    @Override
    public BodyPackets getBodyPackets() {
        return bodyPackets;
    }

    /**
     * @param packets how the packets of a request body are framed; by default {@link BodyPackets#AUTO}, which tells
     *     lighttpd from the others
     */
    public void setBodyPackets(BodyPackets packets) {
        bodyPackets = Objects.requireNonNull(packets, "bodyPackets");
    }

    @Override
    public AjpSecret secret() {
        return secret;
    }

    /**
     * @return whether a request must bring a secret
     */
    @ManagedAttribute(value = "Whether a request must bring a secret", readonly = true)
    public boolean isSecretRequired() {
        return secret.isRequired();
    }

    /**
     * @param text the secret that the web server sends with each request, or null or empty if none is asked for, which
     *     only a loopback address and a Unix socket permit. A request without it gets a 403
     */
    public void setSecret(String text) {
        secret = text == null || text.isEmpty() ? AjpSecret.NONE : AjpSecret.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @return what becomes of a request with an attribute that isn't allowed
     */
    public OtherAttributes getOtherAttributes() {
        return otherAttributes;
    }

    /**
     * @param others what becomes of a request with an attribute that isn't allowed; by default
     *     {@link OtherAttributes#DROP}
     */
    public void setOtherAttributes(OtherAttributes others) {
        otherAttributes = Objects.requireNonNull(others, "otherAttributes");
    }

    /**
     * @param regex the names of further request attributes that are let in, as a regular expression for the whole name;
     *     null for none. The same as {@link TrustPolicy#attributes()}, by the name that it has in Tomcat
     */
    public void setAllowedRequestAttributesPattern(String regex) {
        TrustPolicy now = super.getTrustPolicy();
        boolean set = trustPolicySet;
        setTrustPolicy(new TrustPolicy(
                now.remoteUser(),
                regex == null ? null : Pattern.compile(regex),
                now.attributePrefixes(),
                now.attributeCharset(),
                now.rolesVariable(),
                now.rolesSeparator()));
        trustPolicySet = set;
    }

    /**
     * @return how many attributes were dropped because they aren't allowed
     */
    @ManagedAttribute(value = "How many request attributes were dropped because they aren't allowed", readonly = true)
    public long getDroppedAttributes() {
        return allowed == null ? 0 : allowed.getDropped();
    }

    @Override
    public AllowedRequestAttributes allowedRequestAttributes() {
        return allowed;
    }

    @Override
    public boolean passesAttributes() {
        return true;
    }

    /** {@inheritDoc} A web server that gives the secret is believed, unless a policy was set. */
    @Override
    public TrustPolicy getTrustPolicy() {
        TrustPolicy policy = super.getTrustPolicy();
        if (trustPolicySet || !secret.isRequired()) {
            return policy;
        }
        return new TrustPolicy(
                RemoteUserPolicy.TRUST,
                policy.attributes(),
                policy.attributePrefixes(),
                policy.attributeCharset(),
                policy.rolesVariable(),
                policy.rolesSeparator());
    }

    @Override
    public void setTrustPolicy(TrustPolicy policy) {
        trustPolicySet = true;
        super.setTrustPolicy(policy);
    }

    @Override
    public Detection detect(ByteBuffer buffer) {
        if (buffer.remaining() >= 2) {
            return (buffer.getShort(buffer.position()) & 0xFFFF) == MAGIC
                    ? Detection.RECOGNIZED
                    : Detection.NOT_RECOGNIZED;
        }
        return buffer.hasRemaining() && buffer.get(buffer.position()) != MAGIC >>> 8
                ? Detection.NOT_RECOGNIZED
                : Detection.NEED_MORE_BYTES;
    }

    /** AJP has a user's name and much else believed, so whoever can connect must be known. */
    @Override
    public String objectionTo(EndPoint endPoint) {
        boolean exposed = !secret.isRequired()
                && endPoint.getLocalSocketAddress() instanceof InetSocketAddress address
                && !address.getAddress().isLoopbackAddress();
        return exposed
                ? "no secret is set, and others can reach " + endPoint.getLocalSocketAddress()
                        + "; set one (secret) or listen on 127.0.0.1 or a Unix socket"
                : super.objectionTo(endPoint);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(sessions.of(connector).newConnection(endPoint), connector, endPoint);
    }
}
