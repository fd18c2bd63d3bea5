package org.gangway.jetty.ee8;

import java.util.Arrays;
import org.eclipse.jetty.ee8.nested.ContextHandler;
import org.eclipse.jetty.ee8.nested.ResourceService;
import org.eclipse.jetty.ee8.servlet.DefaultServlet;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Decorator;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.sendfile.OfferedContentFactory;

/**
 * Puts a default servlet in the place of Jetty's, when that is made, that is the same but for its file service. A
 * subclass of Jetty's is left alone; Jetty sends its files.
 */
final class OfferingServlets implements Decorator {
    private final ContextHandler context;

    OfferingServlets(ContextHandler context) {
        this.context = context;
    }

    @Override
    @SuppressWarnings("unchecked") // of the very class of what it replaces
    public <T> T decorate(T object) {
        boolean plain = object.getClass() == DefaultServlet.class;
        return plain && isHandingOver(context.getServer()) ? (T) new DefaultServlet(new OfferingService()) : object;
    }

    @Override
    public void destroy(Object object) {
        // Nothing to let go.
    }

    private static boolean isHandingOver(Server server) {
        return server != null
                && Arrays.stream(server.getConnectors())
                        .flatMap(connector -> connector.getConnectionFactories().stream())
                        .anyMatch(factory -> factory instanceof GatewayConnectionFactory gateway
                                && gateway.getSendfilePolicy().isEnabled());
    }

    /** Offers the files that the servlet finds. */
    private static final class OfferingService extends ResourceService {
        @Override
        public void setHttpContentFactory(HttpContent.Factory factory) {
            super.setHttpContentFactory(new OfferedContentFactory(factory));
        }
    }
}
