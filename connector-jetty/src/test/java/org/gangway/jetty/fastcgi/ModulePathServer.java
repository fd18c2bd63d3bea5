package org.gangway.jetty.fastcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.UnixSocketConnector;

/** The child process of {@link ModulePathTest}: serves the Unix socket that is its argument until standard input ends. */
final class ModulePathServer {
    private ModulePathServer() {}

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        FastCgiConnectionFactory factory = new FastCgiConnectionFactory();
        UnixSocketConnector connector = new UnixSocketConnector(server, factory);
        connector.setUnixDomainPath(Path.of(args[0]));
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                // A setting is read through the interface that the API names.
                String text = factory.getClass().getModule() + " "
                        + factory.getRequestLimits().getClass().getModule() + " " + factory.getMaxConnections();
                response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
                return true;
            }
        });
        server.start();
        while (System.in.read() >= 0) {
            // Nobody writes.
        }
        server.stop();
    }
}
