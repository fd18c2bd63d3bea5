package org.gangway.jetty;

import java.util.List;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.gangway.request.ScriptNameAttributes;
import org.gangway.request.ScriptNamePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prefix that an application says itself, by the init-param {@value ScriptNameAttributes#FORCE_SCRIPT_NAME} of its
 * {@code web.xml}, an override descriptor or a context XML: the context is moved below it before the application
 * starts, so that everything agrees with the prefix natively, ServletContext.getContextPath included. {@code /shop}
 * moves the context {@code /} to {@code /shop} and {@code /ctx} to {@code /shop/ctx}; one that is deployed at
 * {@code /shop} or below it stays.
 *
 * <p>Requests of a gateway connector that lack the prefix reach the context all the same, see
 * {@link ScriptNameCustomizer}. The script name that is an option of a connector wins: the context stays where it is if
 * one of the connectors that it is reachable through has a {@linkplain ScriptNamePolicy.Mode#FORCED forced} one.
 */
public final class ForcedContextPath {
    private static final Logger LOG = LoggerFactory.getLogger(ForcedContextPath.class);
    private static final String DEPLOYED_AT = ForcedContextPath.class.getName() + ".deployedAt";

    private ForcedContextPath() {}

    /**
     * Moves a context that is starting.
     *
     * @param context the context
     * @param value the value of the init-param, or null if there is none
     */
    public static void apply(ContextHandler context, String value) {
        String prefix = value != null && value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        String contextPath = context.getContextPath();
        if (prefix == null || prefix.isEmpty() || ScriptNameContexts.isBelow(contextPath, prefix)) {
            return;
        }
        if (prefix.charAt(0) != '/' || prefix.contains("//") || prefix.contains("/.") || prefix.contains(";")) {
            LOG.warn("FORCE_SCRIPT_NAME {} of the context {} is ignored; give a path like /shop", value, contextPath);
            return;
        }
        if (isForcedByOption(context)) {
            LOG.info(
                    "FORCE_SCRIPT_NAME {} of the context {} yields to the connector's script name", value, contextPath);
            return;
        }
        context.setAttribute(DEPLOYED_AT, contextPath);
        move(context, contextPath.equals("/") ? prefix : prefix + contextPath);
        LOG.info("The context {} answers at {} (FORCE_SCRIPT_NAME)", contextPath, context.getContextPath());
    }

    /**
     * Moves a context that is stopping back to where it was deployed.
     *
     * @param context the context
     */
    public static void undo(ContextHandler context) {
        if (context.removeAttribute(DEPLOYED_AT) instanceof String contextPath) {
            move(context, contextPath);
        }
    }

    /** Where a context was deployed that has moved, or null if it hasn't. */
    static String deployedAt(ContextHandler context) {
        return context.getAttribute(DEPLOYED_AT) instanceof String contextPath ? contextPath : null;
    }

    private static void move(ContextHandler context, String contextPath) {
        context.setContextPath(contextPath);
        Server server = context.getServer();
        if (server != null) {
            ScriptNameContexts.of(server).forget();
            server.getDescendants(ContextHandlerCollection.class).forEach(ContextHandlerCollection::mapContexts);
        }
    }

    private static boolean isForcedByOption(ContextHandler context) {
        Server server = context.getServer();
        if (server == null) {
            return false;
        }
        List<String> names = context.getVirtualHosts().stream()
                .map(host -> host.substring(host.indexOf('@') + 1))
                .toList();
        boolean anyConnector = context.getVirtualHosts().stream().anyMatch(host -> host.indexOf('@') < 0);
        for (Connector connector : server.getConnectors()) {
            if (!names.isEmpty() && !anyConnector && !names.contains(connector.getName())) {
                continue;
            }
            for (ConnectionFactory factory : connector.getConnectionFactories()) {
                if (factory instanceof GatewayConnectionFactory gateway
                        && gateway.getScriptNamePolicy().mode() == ScriptNamePolicy.Mode.FORCED) {
                    return true;
                }
            }
        }
        return false;
    }
}
