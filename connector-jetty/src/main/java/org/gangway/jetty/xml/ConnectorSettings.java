package org.gangway.jetty.xml;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.gangway.jetty.AllowedClients;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.Limit;
import org.gangway.jetty.ScriptNameRequestLog;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.SendfilePolicy;
import org.gangway.request.TrustPolicy;
import org.gangway.request.WebSocketPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of one connector as Jetty XML gives them: all are text, and what is not set or blank keeps its default.
 * {@link #addTo} makes the connector of them.
 *
 * <p>Times are in milliseconds, sizes in bytes. Not thread-safe; an instance is for one connector.
 */
public abstract class ConnectorSettings extends ListenSettings {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectorSettings.class);
    private static final long IDLE_TIMEOUT_MILLIS = 300_000;
    private static final int SECURE_PORT = 443;

    /** A setting that not every protocol has. */
    static final String ATTRIBUTE_PREFIXES = "attributePrefixes";

    private final String prefix;
    private final Options options;

    /**
     * @param prefix what stands before the name of a setting in messages, such as {@code gangway.fastcgi.}
     * @param defaultSetting {@link #SOCKET} or {@link #PORT}: which of them has a default
     * @param defaultPlace what it is if nothing says where to listen
     */
    ConnectorSettings(String prefix, String defaultSetting, String defaultPlace) {
        super(new Options(prefix), defaultSetting, defaultPlace);
        this.prefix = prefix;
        this.options = options();
    }

    /**
     * @param idleTimeout the time in which something must happen in a request, 300000 unless set; 0 for no limit
     */
    public void setIdleTimeout(String idleTimeout) {
        options.put("idleTimeout", idleTimeout);
    }

    /**
     * @param headTimeout the time that the head of a request may take
     */
    public void setHeadTimeout(String headTimeout) {
        options.put("headTimeout", headTimeout);
    }

    /**
     * @param lingerTimeout the time that unread input is waited for before a connection is closed
     */
    public void setLingerTimeout(String lingerTimeout) {
        options.put("lingerTimeout", lingerTimeout);
    }

    /**
     * @param maxConnections the most connections at a time
     */
    public void setMaxConnections(String maxConnections) {
        options.put("maxConnections", maxConnections);
    }

    /**
     * @param maxDrainBytes the most bytes of an unread request body that are read and dropped
     */
    public void setMaxDrainBytes(String maxDrainBytes) {
        options.put("maxDrainBytes", maxDrainBytes);
    }

    /**
     * @param inputBufferSize the size of the buffer for input, at least 1024
     */
    public void setInputBufferSize(String inputBufferSize) {
        options.put("inputBufferSize", inputBufferSize);
    }

    /**
     * @param useInputDirectByteBuffers true for input buffers outside the heap
     */
    public void setUseInputDirectByteBuffers(String useInputDirectByteBuffers) {
        options.put("useInputDirectByteBuffers", useInputDirectByteBuffers);
    }

    /**
     * @param useOutputDirectByteBuffers true for output buffers outside the heap
     */
    public void setUseOutputDirectByteBuffers(String useOutputDirectByteBuffers) {
        options.put("useOutputDirectByteBuffers", useOutputDirectByteBuffers);
    }

    /**
     * @param closeOnFailedResponse true to close the connection when a response fails half-way
     */
    public void setCloseOnFailedResponse(String closeOnFailedResponse) {
        options.put("closeOnFailedResponse", closeOnFailedResponse);
    }

    /**
     * @param websocket what becomes of a request that asks for a WebSocket: auto or off
     */
    public void setWebsocket(String websocket) {
        options.put("websocket", websocket);
    }

    /**
     * @param scriptName how the URL prefix is found: auto, server, none, or a path such as /shop
     */
    public void setScriptName(String scriptName) {
        options.put("scriptName", scriptName);
    }

    /**
     * @param sendfile how the web server is told to send a file of the application: none, x-sendfile,
     *     x-accel-redirect:/prefix/ or lighttpd
     */
    public void setSendfile(String sendfile) {
        options.put("sendfile", sendfile);
    }

    /**
     * @param remoteUser what to make of the web server's user: ignore, trust or authorize
     */
    public void setRemoteUser(String remoteUser) {
        options.put("remoteUser", remoteUser);
    }

    /**
     * @param rolesVariable the variable in which the web server names the user's roles
     */
    public void setRolesVariable(String rolesVariable) {
        options.put("rolesVariable", rolesVariable);
    }

    /**
     * @param rolesSeparator what stands between two roles
     */
    public void setRolesSeparator(String rolesSeparator) {
        options.put("rolesSeparator", rolesSeparator);
    }

    /**
     * @param attributeCharset the charset of attribute values
     */
    public void setAttributeCharset(String attributeCharset) {
        options.put("attributeCharset", attributeCharset);
    }

    /**
     * @param singleValuedHeaders header fields that a request may have once only, separated by commas
     */
    public void setSingleValuedHeaders(String singleValuedHeaders) {
        options.put("singleValuedHeaders", singleValuedHeaders);
    }

    /**
     * @param keepProxyHeader true to pass on the header field Proxy
     */
    public void setKeepProxyHeader(String keepProxyHeader) {
        options.put("keepProxyHeader", keepProxyHeader);
    }

    /**
     * @param maxVariablesBytes the most bytes of all variables of a request
     */
    public void setMaxVariablesBytes(String maxVariablesBytes) {
        options.put("maxVariablesBytes", maxVariablesBytes);
    }

    /**
     * @param maxVariables the most variables of a request
     */
    public void setMaxVariables(String maxVariables) {
        options.put("maxVariables", maxVariables);
    }

    /**
     * @param maxValueBytes the most bytes of one variable
     */
    public void setMaxValueBytes(String maxValueBytes) {
        options.put("maxValueBytes", maxValueBytes);
    }

    /**
     * @param maxHeaderBytes the most bytes of all header fields
     */
    public void setMaxHeaderBytes(String maxHeaderBytes) {
        options.put("maxHeaderBytes", maxHeaderBytes);
    }

    /**
     * @param maxHeaders the most header fields
     */
    public void setMaxHeaders(String maxHeaders) {
        options.put("maxHeaders", maxHeaders);
    }

    /**
     * @param maxTargetBytes the most bytes of path and query
     */
    public void setMaxTargetBytes(String maxTargetBytes) {
        options.put("maxTargetBytes", maxTargetBytes);
    }

    /**
     * @param securePort the port of the web server to which requests for https only are redirected, 443 unless set
     */
    public void setSecurePort(String securePort) {
        options.put("securePort", securePort);
    }

    /**
     * @param uriCompliance a mode of Jetty's UriCompliance; that of the template unless set
     */
    public void setUriCompliance(String uriCompliance) {
        options.put("uriCompliance", uriCompliance);
    }

    /**
     * @param sendServerVersion true to send the header field Server
     */
    public void setSendServerVersion(String sendServerVersion) {
        options.put("sendServerVersion", sendServerVersion);
    }

    /**
     * @param sendDateHeader true to send the header field Date
     */
    public void setSendDateHeader(String sendDateHeader) {
        options.put("sendDateHeader", sendDateHeader);
    }

    /**
     * Makes the connection factory with the settings of its protocol.
     *
     * @param configuration what Jetty does with the requests
     * @return the factory
     */
    abstract GatewayConnectionFactory newFactory(HttpConfiguration configuration);

    /** The setting that tells, by a regular expression, which of the web server's names become request attributes. */
    abstract String attributesSetting();

    /**
     * Makes the connector and adds it to the server. A request log that the server has is wrapped, so that it shows
     * the URI of the client.
     *
     * @param server the server to serve for
     * @param template what Jetty does with requests of other connectors; it is copied. In the copy neither the
     *     Server nor the Date header is sent, which the web server does, and no X-Forwarded-* header is believed
     * @return the connector
     * @throws IllegalArgumentException if a setting is wrong; the message is one line, which is logged, too
     */
    public AbstractConnector addTo(Server server, HttpConfiguration template) {
        AbstractConnector connector;
        try {
            GatewayConnectionFactory factory = newFactory(configuration(template));
            configure(factory);
            connector = connector(server, factory);
        } catch (IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            throw e;
        }
        connector.setName(options.text("name", null));
        connector.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        options.longNumber("idleTimeout", 0, Long.MAX_VALUE, connector::setIdleTimeout);
        connector.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleFailure(LifeCycle event, Throwable cause) {
                LOG.error("{}: {}", label(), cause.getMessage());
            }
        });
        server.addConnector(connector);
        RequestLog log = server.getRequestLog();
        if (log != null && !(log instanceof ScriptNameRequestLog)) {
            server.setRequestLog(new ScriptNameRequestLog(log));
            server.addBean(log, true);
        }
        return connector;
    }

    private String label() {
        String name = options.text("name", "connector");
        return prefix.isEmpty() ? name : prefix.substring(0, prefix.length() - 1);
    }

    private HttpConfiguration configuration(HttpConfiguration template) {
        HttpConfiguration configuration = new HttpConfiguration(template);
        configuration.getCustomizers().removeIf(ForwardedRequestCustomizer.class::isInstance);
        configuration.setSendServerVersion(options.flag("sendServerVersion", false));
        configuration.setSendDateHeader(options.flag("sendDateHeader", false));
        configuration.setSecurePort(options.number("securePort", SECURE_PORT, 0, 65535));
        options.parsed("uriCompliance", ConnectorSettings::uriCompliance, configuration::setUriCompliance);
        return configuration;
    }

    private void configure(GatewayConnectionFactory factory) {
        factory.setTrustPolicy(trustPolicy(factory.getTrustPolicy()));
        options.parsed("scriptName", ScriptNamePolicy::parse, factory::setScriptNamePolicy);
        options.parsed("sendfile", SendfilePolicy::parse, factory::setSendfilePolicy);
        if (inheritedTcpAddress() != null) {
            AllowedClients.fromEnvironment(System.getenv()).ifPresent(factory::setAllowedClients);
        }
        options.parsed(ALLOWED_CLIENTS, AllowedClients::parse, factory::setAllowedClients);
        factory.setHeaderPolicy(
                new HeaderPolicy(Set.copyOf(list("singleValuedHeaders", "")), options.flag("keepProxyHeader", false)));
        for (Limit limit : Limit.values()) {
            if (limit.isOf(factory)) {
                options.longNumber(limit.property(), limit.least(), limit.most(), value -> limit.set(factory, value));
            }
        }
        options.number("inputBufferSize", 1024, factory::setInputBufferSize);
        options.flag("useInputDirectByteBuffers", factory::setUseInputDirectByteBuffers);
        options.flag("useOutputDirectByteBuffers", factory::setUseOutputDirectByteBuffers);
        options.flag("closeOnFailedResponse", factory::setCloseOnFailedResponse);
        factory.setWebSocketPolicy(options.choice("websocket", WebSocketPolicy.class, factory.getWebSocketPolicy()));
    }

    private TrustPolicy trustPolicy(TrustPolicy unset) {
        return new TrustPolicy(
                options.choice("remoteUser", RemoteUserPolicy.class, unset.remoteUser()),
                options.pattern(attributesSetting()),
                list(ATTRIBUTE_PREFIXES, String.join(",", unset.attributePrefixes())),
                options.charset("attributeCharset", unset.attributeCharset()),
                options.text("rolesVariable", unset.rolesVariable()),
                options.text("rolesSeparator", unset.rolesSeparator()));
    }

    private List<String> list(String name, String otherwise) {
        return Arrays.stream(options.text(name, otherwise).split(",", -1))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    /** Jetty itself takes an unknown mode for the strictest. */
    private static UriCompliance uriCompliance(String text) {
        String mode = text.split(",", 2)[0].strip();
        if (mode.equals("0") || mode.equals("*") || UriCompliance.valueOf(mode) != null) {
            try {
                return UriCompliance.from(text);
            } catch (IllegalArgumentException e) {
                // An unknown violation is answered like an unknown mode.
            }
        }
        throw new IllegalArgumentException(
                "give a mode of Jetty's UriCompliance, such as DEFAULT or DEFAULT,AMBIGUOUS_PATH_SEPARATOR");
    }
}
