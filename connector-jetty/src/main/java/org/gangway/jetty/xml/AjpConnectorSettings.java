package org.gangway.jetty.xml;

import java.util.Optional;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.annotation.Name;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.jetty.AjpConnectionFactory;
import org.gangway.jetty.DrainingHandler;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.SecretFile;

/**
 * The settings of an AJP13 connector for Jetty XML. Unless told otherwise it listens at port 8009 of 127.0.0.1.
 *
 * <pre>{@code
 * <New class="org.gangway.jetty.xml.AjpConnectorSettings">
 *   <Set name="host">192.0.2.7</Set>
 *   <Set name="secretFile">/etc/shop/ajp.secret</Set>
 *   <Call name="addTo"><Arg><Ref refid="Server"/></Arg><Arg><Ref refid="httpConfig"/></Arg></Call>
 * </New>
 * }</pre>
 */
public final class AjpConnectorSettings extends ConnectorSettings {
    private static final String DEFAULT_PORT = "8009";
    private static final String SECRET = "secret";
    private static final String SECRET_FILE = "secretFile";
    private static final String BODY_PACKETS = "bodyPackets";
    private static final String OTHER_ATTRIBUTES = "otherAttributes";
    private static final String ALLOWED_REQUEST_ATTRIBUTES_PATTERN = "allowedRequestAttributesPattern";

    private boolean draining;

    /** Makes settings whose messages have the bare names. */
    public AjpConnectorSettings() {
        this("");
    }

    /**
     * @param prefix what stands before the name of a setting in messages, such as {@code gangway.ajp.}
     */
    public AjpConnectorSettings(@Name("prefix") String prefix) {
        super(prefix, PORT, DEFAULT_PORT);
    }

    /**
     * @param secret the secret that the web server sends with each request. {@link #setSecretFile} keeps it out of lists
     *     of properties
     */
    public void setSecret(String secret) {
        options().put(SECRET, secret);
    }

    /**
     * @param secretFile the path of a file with the secret as its only line, relative to the base. It is read once
     */
    public void setSecretFile(String secretFile) {
        options().put(SECRET_FILE, secretFile);
    }

    /**
     * @param packetSize the greatest packet in bytes that is sent, 8192 to 65536
     */
    public void setPacketSize(String packetSize) {
        options().put("packetSize", packetSize);
    }

    /**
     * @param bodyPackets how the packets of a request body are framed: auto, standard or raw
     */
    public void setBodyPackets(String bodyPackets) {
        options().put(BODY_PACKETS, bodyPackets);
    }

    /**
     * @param pattern a regular expression for the names of further request attributes that are let in
     */
    public void setAllowedRequestAttributesPattern(String pattern) {
        options().put(ALLOWED_REQUEST_ATTRIBUTES_PATTERN, pattern);
    }

    /**
     * @param otherAttributes what becomes of a request with another attribute: drop or refuse
     */
    public void setOtherAttributes(String otherAttributes) {
        options().put(OTHER_ATTRIBUTES, otherAttributes);
    }

    /**
     * @param keepAliveTimeout the time that a connection may rest between two requests; 0 for no limit
     */
    public void setKeepAliveTimeout(String keepAliveTimeout) {
        options().put("keepAliveTimeout", keepAliveTimeout);
    }

    /**
     * @param draining false to leave out the {@link DrainingHandler}, which else is put before what the server has. It
     *     needs jetty-session where a load balancer's state comes
     */
    public void setDraining(String draining) {
        options().put("draining", draining);
    }

    @Override
    String attributesSetting() {
        return ALLOWED_REQUEST_ATTRIBUTES_PATTERN;
    }

    @Override
    Optional<String> missingGuard(GatewayConnectionFactory factory) {
        return options().has(SECRET) || options().has(SECRET_FILE)
                ? Optional.empty()
                : Optional.of("set " + SECRET_FILE + " to a file with the secret that the web server sends");
    }

    @Override
    GatewayConnectionFactory newFactory(HttpConfiguration configuration) {
        AjpConnectionFactory factory = new AjpConnectionFactory(configuration);
        if (options().has(SECRET) && options().has(SECRET_FILE)) {
            throw options().wrong(SECRET_FILE, "it can't be combined with " + SECRET + ", remove one of them");
        }
        factory.setSecret(options().text(SECRET, null));
        options().parsed(SECRET_FILE, file -> SecretFile.read(path(file)), factory::setSecret);
        options().number("packetSize", 1, factory::setPacketSize);
        factory.setBodyPackets(options().choice(BODY_PACKETS, BodyPackets.class, factory.getBodyPackets()));
        factory.setOtherAttributes(
                options().choice(OTHER_ATTRIBUTES, OtherAttributes.class, factory.getOtherAttributes()));
        draining = options().flag("draining", true);
        return factory;
    }

    @Override
    public AbstractConnector addTo(Server server, HttpConfiguration template) {
        AbstractConnector connector = super.addTo(server, template);
        if (draining && server.getDescendants(DrainingHandler.class).isEmpty()) {
            server.insertHandler(new DrainingHandler());
        }
        return connector;
    }
}
