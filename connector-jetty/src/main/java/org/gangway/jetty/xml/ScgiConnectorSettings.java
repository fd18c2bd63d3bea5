package org.gangway.jetty.xml;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.annotation.Name;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.ScgiConnectionFactory;
import org.gangway.scgi.ScgiCompliance;

/**
 * The settings of an SCGI connector for Jetty XML.
 *
 * <pre>{@code
 * <New class="org.gangway.jetty.xml.ScgiConnectorSettings">
 *   <Set name="socket">/run/shop/shop.sock</Set>
 *   <Set name="socketGroup">www-data</Set>
 *   <Call name="addTo"><Arg><Ref refid="Server"/></Arg><Arg><Ref refid="httpConfig"/></Arg></Call>
 * </New>
 * }</pre>
 */
public final class ScgiConnectorSettings extends CgiConnectorSettings {
    private static final String DEFAULT_SOCKET = "run/scgi.sock";
    private static final String COMPLIANCE = "compliance";

    /** Makes settings whose messages have the bare names. */
    public ScgiConnectorSettings() {
        this("");
    }

    /**
     * @param prefix what stands before the name of a setting in messages, such as {@code gangway.scgi.}
     */
    public ScgiConnectorSettings(@Name("prefix") String prefix) {
        super(prefix, DEFAULT_SOCKET);
    }

    /**
     * @param compliance how exactly requests must follow the specification: strict, default or lenient
     */
    public void setCompliance(String compliance) {
        options().put(COMPLIANCE, compliance);
    }

    @Override
    GatewayConnectionFactory newFactory(HttpConfiguration configuration) {
        ScgiConnectionFactory factory = new ScgiConnectionFactory(configuration);
        factory.setCompliance(options().choice(COMPLIANCE, ScgiCompliance.class, factory.getCompliance()));
        return factory;
    }
}
