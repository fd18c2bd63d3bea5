package org.gangway.launcher;

import java.nio.file.Path;
import java.util.List;
import org.gangway.jetty.AllowedClients;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;

/**
 * A checked command line of {@code gangway run}.
 *
 * @param war the WAR
 * @param protocol what the web server speaks
 * @param address where to listen
 * @param contextPath where the WAR is mounted: {@code /}, or a path without a slash at its end
 * @param scriptName how the mount point of a request is found
 * @param trust what of the web server's word is passed on
 * @param limits how much a request may bring
 * @param clients the TCP peers that may connect, or null for all
 * @param listen the options of the Unix socket
 * @param server the options of the process
 * @param realms the users who may log in by a login-config
 * @param sessions where sessions are kept, or null for memory
 * @param home the directory of the installation
 */
record RunPlan(
        WarFile war,
        Protocol protocol,
        ListenAddress address,
        String contextPath,
        ScriptNamePolicy scriptName,
        TrustPolicy trust,
        RequestLimits limits,
        AllowedClients clients,
        ListenOptions listen,
        ServerOptions server,
        List<Realm> realms,
        SessionStore sessions,
        Path home) {
    /**
     * Whether the mount point of a request has to be added to what the application sees. It hasn't where the WAR is
     * deployed at the mount point.
     *
     * @return whether it has
     */
    boolean mountsPerRequest() {
        return switch (scriptName.mode()) {
            case AUTO, SERVER -> true;
            case NONE -> false;
            case FORCED ->
                !scriptName.prefix().equals(contextPath) && !scriptName.prefix().isEmpty();
        };
    }
}
