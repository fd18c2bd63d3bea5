package org.gangway.jetty.xml;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.gangway.jetty.GatewayConnectionFactory;

/**
 * The child process of {@link InheritedSettingsTest}: prints, a line for each, what becomes of connectors that are told to
 * listen on file descriptor 0.
 */
final class InheritedSettings {
    private InheritedSettings() {}

    public static void main(String[] arguments) {
        for (CgiConnectorSettings settings : List.of(new FastCgiConnectorSettings(), new ScgiConnectorSettings())) {
            tell("cgi", settings);
        }
        CgiConnectorSettings any = new FastCgiConnectorSettings();
        any.setInsecureAnyClient("true");
        tell("any", any);
        CgiConnectorSettings allowed = new ScgiConnectorSettings();
        allowed.setAllowedClients("10.1.0.0/16");
        tell("allowed", allowed);
        tell("ajp", new AjpConnectorSettings());
        AjpConnectorSettings secret = new AjpConnectorSettings();
        secret.setSecret("open sesame");
        tell("secret", secret);
    }

    private static void tell(String name, ConnectorSettings settings) {
        settings.setInheritChannel("true");
        List<String> said = new ArrayList<>();
        try {
            for (ConnectionFactory factory :
                    settings.addTo(new Server(), new HttpConfiguration()).getConnectionFactories()) {
                said.add(String.valueOf(((GatewayConnectionFactory) factory).getAllowedClients()));
            }
        } catch (IllegalArgumentException e) {
            said.add(e.getMessage());
        }
        System.out.println(name + ": " + String.join(" ", said));
    }
}
