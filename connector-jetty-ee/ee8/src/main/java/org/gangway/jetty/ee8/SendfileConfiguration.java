package org.gangway.jetty.ee8;

import java.util.List;
import org.eclipse.jetty.ee8.webapp.AbstractConfiguration;
import org.eclipse.jetty.ee8.webapp.WebAppContext;
import org.eclipse.jetty.util.DecoratedObjectFactory;

/**
 * Lets the default servlet of every web application offer its files to the web server, where a connector is set to
 * hand them over ({@link org.gangway.jetty.GatewayConnectionFactory#setSendfilePolicy}).
 *
 * <p>Jetty finds this class by ServiceLoader; it is enough that its jar is on the class path of the EE environment.
 * Later levels need no such class: their default servlets use the file service of Jetty's core. Stateless.
 */
public final class SendfileConfiguration extends AbstractConfiguration {
    /** Makes the configuration. */
    public SendfileConfiguration() {}

    @Override
    public void preConfigure(WebAppContext context) {
        context.getObjectFactory().addDecorator(new OfferingServlets(context));
    }

    @Override
    public void deconfigure(WebAppContext context) {
        DecoratedObjectFactory factory = context.getObjectFactory();
        List.copyOf(factory.getDecorators()).stream()
                .filter(OfferingServlets.class::isInstance)
                .forEach(factory::removeDecorator);
    }
}
