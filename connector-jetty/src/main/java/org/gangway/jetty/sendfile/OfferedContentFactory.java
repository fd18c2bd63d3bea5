package org.gangway.jetty.sendfile;

import java.io.IOException;
import org.eclipse.jetty.http.content.CachingHttpContentFactory;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.util.component.ContainerLifeCycle;

/**
 * Finds the same files as the factory that Jetty's default servlet made by its own settings. Jetty's cache is passed
 * by: it would read a file that the web server is going to send into memory first.
 */
public final class OfferedContentFactory extends ContainerLifeCycle implements HttpContent.Factory {
    private final HttpContent.Factory files;

    /**
     * @param factory the factory of the default servlet
     */
    public OfferedContentFactory(HttpContent.Factory factory) {
        HttpContent.Factory uncached =
                factory instanceof CachingHttpContentFactory cache ? cache.getBean(HttpContent.Factory.class) : null;
        this.files = uncached == null ? factory : uncached;
        installBean(factory);
    }

    @Override
    public HttpContent getContent(String path) throws IOException {
        HttpContent content = files.getContent(path);
        return content == null ? null : new OfferedContent(content);
    }
}
