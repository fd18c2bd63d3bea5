package org.gangway.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.jetty.AllowedClients;
import org.gangway.jetty.Limit;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.gangway.scgi.ScgiCompliance;

/**
 * A checked command line of {@code gangway run}, as values: what knows of it knows nothing of options.
 *
 * @param applications the WARs and where they are mounted, one at least
 * @param protocol what the web server speaks
 * @param address where to listen
 * @param scriptName how the mount point of a request is found
 * @param trust what of the web server's word is passed on over FastCGI and SCGI
 * @param ajpTrust what of it is passed on over AJP
 * @param forwarded what is believed over HTTP of those who say for whom they ask
 * @param limits how much a connection or a request may bring and how long it may take, where the default doesn't hold
 * @param clients the TCP peers that may connect, or null for all
 * @param scgi how exactly SCGI requests must follow the specification
 * @param ajp what AJP has of its own
 * @param server threads, patience and files of the process
 * @param process the process among others
 * @param reload how the applications are changed while it runs
 * @param prefork how many JVMs serve, or null for this one
 * @param settings what other options add to the server and its applications
 * @param home the directory of the installation
 */
record RunPlan(
        List<Application> applications,
        Protocol protocol,
        ListenAddress address,
        ScriptNamePolicy scriptName,
        TrustPolicy trust,
        TrustPolicy ajpTrust,
        ForwardedPolicy forwarded,
        Map<Limit, Long> limits,
        AllowedClients clients,
        ScgiCompliance scgi,
        AjpPlan ajp,
        ServerPlan server,
        ProcessPlan process,
        ReloadPlan reload,
        PreforkPlan prefork,
        List<Setting> settings,
        Path home) {
    /**
     * The same elsewhere.
     *
     * @param elsewhere where to listen
     * @return the plan
     */
    RunPlan at(ListenAddress elsewhere) {
        return new RunPlan(
                applications,
                protocol,
                elsewhere,
                scriptName,
                trust,
                ajpTrust,
                forwarded,
                limits,
                clients,
                scgi,
                ajp,
                server,
                process,
                reload,
                prefork,
                settings,
                home);
    }
}
