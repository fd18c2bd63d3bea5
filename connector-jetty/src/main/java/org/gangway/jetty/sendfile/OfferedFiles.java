package org.gangway.jetty.sendfile;

import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.Container;

/**
 * Has all default servlets of EE 10 and 11 and all resource handlers of a server offer their files, those of contexts
 * that are deployed later too.
 */
final class OfferedFiles implements Container.InheritedListener {
    private OfferedFiles() {}

    static void install(Server server) {
        synchronized (server) {
            if (server.getBean(OfferedFiles.class) == null) {
                server.addEventListener(new OfferedFiles());
            }
        }
    }

    @Override
    public void beanAdded(Container parent, Object child) {
        if (parent instanceof ResourceService service
                && child instanceof HttpContent.Factory factory
                && factory == service.getHttpContentFactory()
                && !(factory instanceof OfferedContentFactory)) {
            service.setHttpContentFactory(new OfferedContentFactory(factory));
        }
    }

    @Override
    public void beanRemoved(Container parent, Object child) {
        // What offers its files may go on with it.
    }
}
