package org.gangway.launcher;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.gangway.jetty.AjpConnectionFactory;
import org.gangway.jetty.AutoConnectionFactory;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.Http1ConnectionFactory;
import org.gangway.jetty.Limit;
import org.gangway.jetty.ScgiConnectionFactory;

/** Makes the connection factories of a command line. */
final class ProtocolFactories {
    private final RunPlan plan;
    private final HttpConfiguration configuration;
    private final List<GatewayConnectionFactory> factories = new ArrayList<>();

    /**
     * @param plan what the command line asks for
     * @param configuration what Jetty does with the requests
     * @throws UserError if an option has a value that makes no sense
     */
    ProtocolFactories(RunPlan plan, HttpConfiguration configuration) throws UserError {
        this.plan = plan;
        this.configuration = configuration;
        if (plan.protocol().includes(Protocol.FCGI)) {
            factories.add(fastCgi());
        }
        if (plan.protocol().includes(Protocol.SCGI)) {
            factories.add(scgi());
        }
        if (plan.protocol().includes(Protocol.AJP)) {
            factories.add(ajp());
        }
        if (plan.protocol().includes(Protocol.HTTP)) {
            factories.add(http());
        }
        for (Limit limit : plan.limits().keySet()) {
            checkEffect(limit);
        }
        for (GatewayConnectionFactory factory : factories) {
            configure(factory);
        }
    }

    private void checkEffect(Limit limit) throws UserError {
        if (factories.stream().anyMatch(limit::isOf)) {
            return;
        }
        Map<Protocol, GatewayConnectionFactory> all = new EnumMap<>(Protocol.class);
        all.put(Protocol.FCGI, new FastCgiConnectionFactory(configuration));
        all.put(Protocol.SCGI, new ScgiConnectionFactory(configuration));
        all.put(Protocol.AJP, new AjpConnectionFactory(configuration));
        all.put(Protocol.HTTP, new Http1ConnectionFactory(configuration));
        all.values().removeIf(factory -> !limit.isOf(factory));
        throw UserError.usage(limit.option() + " has no effect over " + plan.protocol() + "; leave it out, or give"
                + " --protocol " + all.keySet().stream().map(Protocol::toString).collect(Collectors.joining(" or ")));
    }

    /**
     * The factory that the connector begins with.
     *
     * @return that of the protocol, or one that tells several apart
     */
    ConnectionFactory first() {
        return factories.size() == 1
                ? factories.get(0)
                : new AutoConnectionFactory(factories.toArray(GatewayConnectionFactory[]::new));
    }

    private FastCgiConnectionFactory fastCgi() {
        FastCgiConnectionFactory factory = new FastCgiConnectionFactory(configuration);
        factory.setTrustPolicy(plan.trust());
        factory.setStderr(plan.server().stderr());
        factory.setPadding(plan.server().padding());
        return factory;
    }

    private ScgiConnectionFactory scgi() {
        ScgiConnectionFactory factory = new ScgiConnectionFactory(configuration);
        factory.setTrustPolicy(plan.trust());
        factory.setCompliance(plan.scgi());
        return factory;
    }

    private AjpConnectionFactory ajp() throws UserError {
        AjpConnectionFactory factory = new AjpConnectionFactory(configuration);
        factory.setTrustPolicy(plan.ajpTrust());
        plan.ajp().applyTo(factory);
        return factory;
    }

    private Http1ConnectionFactory http() {
        HttpConfiguration own = new HttpConfiguration(configuration);
        // Not every web server that passes a response on sets the date.
        own.setSendDateHeader(true);
        Http1ConnectionFactory factory = new Http1ConnectionFactory(own);
        factory.setForwardedPolicy(plan.forwarded());
        return factory;
    }

    /** Sets what limits were given; those of another protocol are left out. */
    static void setLimits(Map<Limit, Long> limits, GatewayConnectionFactory factory) {
        limits.forEach((limit, value) -> {
            if (limit.isOf(factory)) {
                limit.set(factory, value);
            }
        });
    }

    private void configure(GatewayConnectionFactory factory) {
        factory.setScriptNamePolicy(plan.scriptName());
        setLimits(plan.limits(), factory);
        factory.setWebSocketPolicy(plan.server().webSocket());
        if (!(factory instanceof Http1ConnectionFactory)) {
            factory.setSendfilePolicy(plan.server().sendfile());
        }
        if (plan.clients() != null) {
            factory.setAllowedClients(plan.clients());
        }
        if (plan.address() instanceof ListenAddress.Descriptor
                || (plan.address() instanceof ListenAddress.Shared shared && shared.spawned())) {
            // mod_fcgid kills a process that closes a connection early.
            factory.setCloseOnFailedResponse(false);
        }
    }
}
