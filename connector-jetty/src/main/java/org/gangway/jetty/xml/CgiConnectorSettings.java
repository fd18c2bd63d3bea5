package org.gangway.jetty.xml;

import java.util.Optional;
import org.gangway.jetty.GatewayConnectionFactory;

/**
 * The settings that FastCGI and SCGI share: both bring CGI variables, and neither has a secret. Not thread-safe.
 */
public abstract class CgiConnectorSettings extends ConnectorSettings {
    private static final String ATTRIBUTES = "attributes";
    private static final String INSECURE_ANY_CLIENT = "insecureAnyClient";

    /**
     * @param prefix what stands before the name of a setting in messages, such as {@code gangway.scgi.}
     * @param defaultSocket the path of the Unix socket if nothing says where to listen
     */
    CgiConnectorSettings(String prefix, String defaultSocket) {
        super(prefix, SOCKET, defaultSocket);
    }

    /**
     * @param insecureAnyClient true to let every TCP peer connect: whoever can connect can pretend to be any user
     */
    public void setInsecureAnyClient(String insecureAnyClient) {
        options().put(INSECURE_ANY_CLIENT, insecureAnyClient);
    }

    /**
     * @param attributes a regular expression for the variables that become request attributes
     */
    public void setAttributes(String attributes) {
        options().put(ATTRIBUTES, attributes);
    }

    /**
     * @param attributePrefixes prefixes that are cut off the names of attributes, separated by commas
     */
    public void setAttributePrefixes(String attributePrefixes) {
        options().put(ATTRIBUTE_PREFIXES, attributePrefixes);
    }

    /**
     * @param maxResponseHeadBytes the most bytes of a response head, 512 to 65000
     */
    public void setMaxResponseHeadBytes(String maxResponseHeadBytes) {
        options().put("maxResponseHeadBytes", maxResponseHeadBytes);
    }

    @Override
    final String attributesSetting() {
        return ATTRIBUTES;
    }

    @Override
    final Optional<String> missingGuard(GatewayConnectionFactory factory) {
        return factory.getAllowedClients() != null || options().flag(INSECURE_ANY_CLIENT, false)
                ? Optional.empty()
                : Optional.of("set " + ALLOWED_CLIENTS + " to the web server's address (or " + INSECURE_ANY_CLIENT
                        + "=true)");
    }
}
