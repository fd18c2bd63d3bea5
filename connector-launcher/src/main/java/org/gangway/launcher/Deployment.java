package org.gangway.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.deploy.StandardContextHandlerFactory;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Deployable;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications of a server. One alone, or all with {@code --strict}, must start; of several, one that can't answers
 * 503 and the others serve.
 */
final class Deployment {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    /** Both the JSP engine and Jetty's adapter of it bring an initializer; the adapter's is enough. */
    private static final String SECOND_JSP_INITIALIZER = "org\\.apache\\.jasper\\..*";

    private final ContextHandlerCollection contexts = new ContextHandlerCollection();
    private final List<WebApplication> applications = new ArrayList<>();
    private final List<String> unavailable = new ArrayList<>();
    private final Server server;
    private final RunPlan plan;
    private final List<Application> all;
    private final DeployedFiles files;
    private final Set<String> served;
    private final boolean strict;

    /**
     * Makes the contexts of all applications.
     *
     * @param server where they go
     * @param plan how they are served
     * @param all what they are
     * @param files what they are made of
     * @param served the names of those that are served until now, and must be
     * @throws UserError if one that must start can't be deployed, or two have the same context path
     */
    Deployment(Server server, RunPlan plan, List<Application> all, DeployedFiles files, Set<String> served)
            throws UserError {
        this.server = server;
        this.plan = plan;
        this.all = all;
        this.files = files;
        this.served = served;
        this.strict = plan.server().strict() || all.size() == 1;
        for (Application application : all) {
            add(application);
        }
        checkAddresses();
    }

    /**
     * What serves them; it is started and stopped with the server, or as it changes over.
     *
     * @return the contexts
     */
    Handler handler() {
        return contexts;
    }

    /**
     * The applications that have started.
     *
     * @return their names
     */
    Set<String> served() {
        return applications.stream()
                .filter(application -> application.failure() == null)
                .map(application -> application.application().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What a change of the applications can be seen at.
     *
     * @return WARs and context XMLs
     */
    List<Path> sources() {
        List<Path> sources = new ArrayList<>();
        for (Application application : all) {
            sources.add(application.source());
            sources.add(OpenPackages.sibling(application.source(), ".xml"));
            if (application.war() != null) {
                sources.add(application.war());
            }
        }
        sources.addAll(files.sources());
        return sources.stream().distinct().toList();
    }

    List<ClassLoader> classLoaders() {
        return applications.stream()
                .map(application -> application.context().getClassLoader())
                .toList();
    }

    private boolean mustStart(Application application) {
        return strict || served.contains(application.name());
    }

    /**
     * Looks what became of the applications after the start of the server, and logs a line for each that failed.
     *
     * @throws UserError if all of them did
     */
    void check() throws UserError {
        UserError last = null;
        for (WebApplication application : applications) {
            Throwable failure = application.failure();
            if (failure != null) {
                last = DeploymentFailure.of(application.application(), failure);
                reject(application.address(), last);
            }
        }
        if (unavailable.size() == all.size()) {
            throw UserError.failed(
                    "none of the " + unavailable.size() + " applications could be deployed; see the log", last);
        }
    }

    /**
     * Why the server didn't start, if it was an application.
     *
     * @return the error, or null if all applications are well
     */
    UserError explain() {
        for (WebApplication application : applications) {
            Throwable failure = application.failure();
            if (failure != null && mustStart(application.application())) {
                return DeploymentFailure.of(application.application(), failure);
            }
        }
        return null;
    }

    /**
     * What is served, for the line that says so.
     *
     * @return the WAR, or the context paths of several
     */
    @Override
    public String toString() {
        if (all.size() == 1) {
            return all.get(0).source().toString();
        }
        List<String> started = applications.stream()
                .filter(application -> application.failure() == null)
                .map(WebApplication::address)
                .toList();
        return started.size()
                + (started.size() == 1 ? " application at " : " applications at ")
                + String.join(" ", started)
                + (unavailable.isEmpty() ? "" : " (unavailable: " + String.join(" ", unavailable) + ')');
    }

    private void add(Application application) throws UserError {
        try {
            if (application.flaw() != null) {
                throw application.flaw();
            }
            WebApplication made = new WebApplication(application, context(application));
            checkWar(made);
            made.setFailureFatal(mustStart(application));
            files.settle(made);
            made.decodeAmbiguousUris();
            if (application.contextPath() == null) {
                made.moveBelow(plan.scriptName().prefix());
            }
            for (Setting setting : plan.settings()) {
                setting.applyTo(made);
            }
            applications.add(made);
            contexts.addHandler(made.context());
        } catch (UserError e) {
            if (mustStart(application)) {
                throw e;
            }
            reject(application.defaultPath(), e);
            contexts.addHandler(new ContextHandler(new Unavailable(), application.defaultPath()));
        }
    }

    /** Jetty would fail with a NullPointerException. */
    private static void checkWar(WebApplication made) throws UserError {
        String war = made.namedWar();
        Path source = made.application().source();
        if (war != null && ContextXml.isMissing(war)) {
            throw UserError.failed(source + " names the WAR " + war + ", which isn't there; correct its"
                    + " <Set name=\"war\">, or put the WAR there");
        }
    }

    private void reject(String address, UserError error) {
        unavailable.add(address);
        LOG.error("{} answers 503: {}", address, error.getMessage());
    }

    private ContextHandler context(Application application) throws UserError {
        Environment environment = ServletEnvironment.of(
                application.level(),
                plan.home(),
                plan.server().libraries().getOrDefault(application.level(), List.of()));
        Attributes attributes = new Attributes.Mapped();
        attributes.setAttribute(
                Deployable.TEMP_DIR, files.temporary(application).toFile());
        attributes.setAttribute(Deployable.CONTAINER_SCAN_JARS, scanned(application, environment));
        attributes.setAttribute(Deployable.SCI_EXCLUSION_PATTERN, SECOND_JSP_INITIALIZER);
        if (application.contextPath() != null) {
            attributes.setAttribute(Deployable.CONTEXT_PATH, application.contextPath());
        }
        if (application.war() != null && !application.war().equals(application.source())) {
            attributes.setAttribute(Deployable.WAR, application.war().toString());
        }
        try {
            return new NamedContexts(application, files.isFirst())
                    .newContextHandler(server, environment, application.source(), Set.of(), attributes);
        } catch (UserError e) {
            throw e;
        } catch (Exception | LinkageError e) {
            if (application.source().equals(application.war())) {
                throw DeploymentFailure.of(application, e);
            }
            throw ContextXml.broken(
                    application.source(), DeploymentFailure.root(e).toString(), e);
        }
    }

    private String scanned(Application application, Environment environment) {
        boolean initializers = application.initializers()
                || ServletEnvironment.hasForeignInitializer(
                        environment.getClassLoader(), application.level(), plan.home());
        return application.level().containerJars(application.tagLibraries(), initializers);
    }

    private void checkAddresses() throws UserError {
        Map<String, Path> known = new HashMap<>();
        for (WebApplication application : applications) {
            Path source = application.application().source();
            Path other = known.putIfAbsent(application.address(), source);
            if (other != null) {
                throw UserError.failed(other + " and " + source + " are both at " + application.address()
                        + "; change the context path of one");
            }
        }
    }

    /** Makes contexts as Jetty's deployer does; the name is that of the command line, also behind a symbolic link. */
    private static final class NamedContexts extends StandardContextHandlerFactory {
        private static final String CONTAINER_JARS = "org.eclipse.jetty.server.webapp.ContainerIncludeJarPattern";
        private static final String EXCLUDED_INITIALIZERS = "org.eclipse.jetty.containerInitializerExclusionPattern";

        private final Application application;
        private final boolean first;

        /** @param first whether it is of the first generation: no other may have the same directory */
        NamedContexts(Application application, boolean first) {
            this.application = application;
            this.first = first;
        }

        @Override
        protected void initializeContextPath(ContextHandler context, Path path, Attributes attributes) {
            if (context.getDisplayName() == null) {
                context.setDisplayName(application.name());
            }
            if (!application.virtualHosts().isEmpty()) {
                context.setVirtualHosts(application.virtualHosts());
            }
            attributes.setAttribute(Deployable.DEFAULT_CONTEXT_PATH, application.defaultPath());
            keepSettings(new WebApplication(application, context), attributes);
        }

        /** The context XML was read before; what it sets wins over the defaults that come now. */
        private void keepSettings(WebApplication configured, Attributes attributes) {
            if (configured.attribute(CONTAINER_JARS) != null) {
                attributes.removeAttribute(Deployable.CONTAINER_SCAN_JARS);
            }
            if (configured.attribute(EXCLUDED_INITIALIZERS) instanceof String excluded) {
                attributes.setAttribute(
                        Deployable.SCI_EXCLUSION_PATTERN, "(?:" + excluded + ")|" + SECOND_JSP_INITIALIZER);
            }
            if (configured.hasWorkDirectory() && first) {
                attributes.removeAttribute(Deployable.TEMP_DIR);
            }
        }
    }

    /** Stands where an application could not even be read. */
    private static final class Unavailable extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return true;
        }
    }
}
