package org.gangway.jetty.jmx;

import java.util.Locale;
import org.eclipse.jetty.jmx.ObjectMBean;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.request.ScriptNamePolicy;

/** Shows policies and limits as texts and numbers, which any JMX client understands. */
@ManagedObject("Makes connections of a gateway protocol")
public class GatewayConnectionFactoryMBean extends ObjectMBean {
    /**
     * @param factory a {@link GatewayConnectionFactory}
     */
    public GatewayConnectionFactoryMBean(Object factory) {
        super(factory);
    }

    @Override
    public String getObjectContextBasis() {
        return factory().getProtocol();
    }

    /**
     * @return auto, server, none or the prefix
     */
    @ManagedAttribute(value = "How the URL prefix is found", readonly = true, proxied = true)
    public String getScriptName() {
        ScriptNamePolicy policy = factory().getScriptNamePolicy();
        if (policy.mode() != ScriptNamePolicy.Mode.FORCED) {
            return text(policy.mode());
        }
        return policy.prefix().isEmpty() ? "/" : policy.prefix();
    }

    /**
     * @return ignore, trust or authorize
     */
    @ManagedAttribute(value = "What becomes of the web server's user", readonly = true, proxied = true)
    public String getRemoteUser() {
        return text(factory().getTrustPolicy().remoteUser());
    }

    /**
     * @return the name of a variable, or null
     */
    @ManagedAttribute(value = "The variable with the user's roles", readonly = true, proxied = true)
    public String getRolesVariable() {
        return factory().getTrustPolicy().rolesVariable();
    }

    /**
     * @return a regular expression, or null
     */
    @ManagedAttribute(value = "The variables that become request attributes", readonly = true, proxied = true)
    public String getAttributes() {
        Object pattern = factory().getTrustPolicy().attributes();
        return pattern == null ? null : pattern.toString();
    }

    /**
     * @return a list, or null if all may connect
     */
    @ManagedAttribute(value = "The TCP peers that may connect", readonly = true, proxied = true)
    public String getAllowedClients() {
        Object clients = factory().getAllowedClients();
        return clients == null ? null : clients.toString();
    }

    /**
     * @return bytes
     */
    @ManagedAttribute(value = "The most bytes of all variables of a request", readonly = true, proxied = true)
    public int getMaxVariablesBytes() {
        return factory().getRequestLimits().getMaxVariablesBytes();
    }

    /**
     * @return a number of variables
     */
    @ManagedAttribute(value = "The most variables of a request", readonly = true, proxied = true)
    public int getMaxVariables() {
        return factory().getRequestLimits().getMaxVariables();
    }

    /**
     * @return bytes
     */
    @ManagedAttribute(value = "The most bytes of one variable", readonly = true, proxied = true)
    public int getMaxValueBytes() {
        return factory().getRequestLimits().getMaxValueBytes();
    }

    /**
     * @return bytes
     */
    @ManagedAttribute(value = "The most bytes of all header fields", readonly = true, proxied = true)
    public int getMaxHeaderBytes() {
        return factory().getRequestLimits().getMaxHeaderBytes();
    }

    /**
     * @return a number of header fields
     */
    @ManagedAttribute(value = "The most header fields", readonly = true, proxied = true)
    public int getMaxHeaders() {
        return factory().getRequestLimits().getMaxHeaders();
    }

    /**
     * @return bytes
     */
    @ManagedAttribute(value = "The most bytes of path and query", readonly = true, proxied = true)
    public int getMaxTargetBytes() {
        return factory().getRequestLimits().getMaxTargetBytes();
    }

    /** What an enum's constant is called in the settings. */
    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private GatewayConnectionFactory factory() {
        return (GatewayConnectionFactory) getManagedObject();
    }
}
