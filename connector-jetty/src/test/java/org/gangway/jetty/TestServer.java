package org.gangway.jetty;

import java.nio.file.Path;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A server that answers every request with its name, over one {@link UnixSocketConnector}. */
final class TestServer implements AutoCloseable {
    final Server server;
    final UnixSocketConnector connector;

    TestServer(String name, Path path) {
        QueuedThreadPool threads = new QueuedThreadPool(24);
        threads.setName(name);
        server = new Server(threads);
        connector = new UnixSocketConnector(server, new HttpConnectionFactory());
        if (path != null) {
            connector.setUnixDomainPath(path);
        }
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Sink.write(response, true, body(name, request), callback);
                return true;
            }
        });
    }

    private static String body(String name, Request request) {
        return name + " at " + request.getConnectionMetaData().getLocalSocketAddress();
    }

    TestServer start() throws Exception {
        try {
            server.start();
            return this;
        } catch (Exception e) {
            server.stop();
            throw e;
        }
    }

    @Override
    public void close() throws Exception {
        connector.close();
        server.stop();
    }
}
