package org.gangway.jetty.ee10;

import java.nio.file.Path;
import java.util.function.BiFunction;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.FastCgiConnectionFactory;

/** What runs in the environment's class loader; gives back what happens there as JDK types. */
public final class IsolatedServer implements BiFunction<Path, BiFunction<Integer, Class<?>, String>, String> {
    /** Makes the function. */
    public IsolatedServer() {}

    /**
     * Deploys a WAR and asks it.
     *
     * @param war the directory of the WAR
     * @param question what to ask at a port; it also gets the class of the filter that serves there
     * @return the answer
     */
    @Override
    public String apply(Path war, BiFunction<Integer, Class<?>, String> question) {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new FastCgiConnectionFactory());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setBaseResourceAsPath(war);
        context.setThrowUnavailableOnStartupException(true);
        server.setHandler(context);
        try {
            server.start();
            Class<?> filter = context.getServletHandler()
                            .getFilterMappings()[0]
                            .getFilterName()
                            .equals(ScriptNameFilter.class.getName())
                    ? ScriptNameFilter.class
                    : null;
            String answer = question.apply(connector.getLocalPort(), filter);
            server.stop();
            return answer;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
