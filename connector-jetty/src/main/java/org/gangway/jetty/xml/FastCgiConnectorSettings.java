package org.gangway.jetty.xml;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.annotation.Name;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;

/**
 * The settings of a FastCGI connector for Jetty XML.
 *
 * <pre>{@code
 * <New class="org.gangway.jetty.xml.FastCgiConnectorSettings">
 *   <Set name="socket">/run/shop/shop.sock</Set>
 *   <Set name="socketGroup">www-data</Set>
 *   <Call name="addTo"><Arg><Ref refid="Server"/></Arg><Arg><Ref refid="httpConfig"/></Arg></Call>
 * </New>
 * }</pre>
 */
public final class FastCgiConnectorSettings extends CgiConnectorSettings {
    private static final String DEFAULT_SOCKET = "run/fastcgi.sock";

    /** Makes settings whose messages have the bare names. */
    public FastCgiConnectorSettings() {
        this("");
    }

    /**
     * @param prefix what stands before the name of a setting in messages, such as {@code gangway.fastcgi.}
     */
    public FastCgiConnectorSettings(@Name("prefix") String prefix) {
        super(prefix, DEFAULT_SOCKET);
    }

    /**
     * @param keepAliveTimeout the time that a connection may rest between two requests; 0 for no limit
     */
    public void setKeepAliveTimeout(String keepAliveTimeout) {
        options().put("keepAliveTimeout", keepAliveTimeout);
    }

    /**
     * @param multiplexing true if a connection serves several requests at a time
     */
    public void setMultiplexing(String multiplexing) {
        options().put("multiplexing", multiplexing);
    }

    /**
     * @param maxRequestsPerConnection the most requests at a time on one connection
     */
    public void setMaxRequestsPerConnection(String maxRequestsPerConnection) {
        options().put("maxRequestsPerConnection", maxRequestsPerConnection);
    }

    /**
     * @param maxAnswerBytes the most bytes of answers that wait for the web server to read, at least 1024
     */
    public void setMaxAnswerBytes(String maxAnswerBytes) {
        options().put("maxAnswerBytes", maxAnswerBytes);
    }

    /**
     * @param maxBufferedBytes the most bytes of bodies that wait to be read, on one connection
     */
    public void setMaxBufferedBytes(String maxBufferedBytes) {
        options().put("maxBufferedBytes", maxBufferedBytes);
    }

    /**
     * @param maxBufferedBytesOfConnector the most bytes of bodies that wait to be read, on all connections
     */
    public void setMaxBufferedBytesOfConnector(String maxBufferedBytesOfConnector) {
        options().put("maxBufferedBytesOfConnector", maxBufferedBytesOfConnector);
    }

    /**
     * @param stderr true to tell the web server's error log why a request failed
     */
    public void setStderr(String stderr) {
        options().put("stderr", stderr);
    }

    /**
     * @param padding true to pad records to a multiple of 8 bytes
     */
    public void setPadding(String padding) {
        options().put("padding", padding);
    }

    @Override
    GatewayConnectionFactory newFactory(HttpConfiguration configuration) {
        FastCgiConnectionFactory factory = new FastCgiConnectionFactory(configuration);
        options().flag("multiplexing", factory::setMultiplexing);
        options().flag("stderr", factory::setStderr);
        options().flag("padding", factory::setPadding);
        if (isInherited()) {
            // A parent that passed on its socket, such as mod_fcgid, kills a process that closes a connection early.
            factory.setCloseOnFailedResponse(false);
        }
        return factory;
    }
}
