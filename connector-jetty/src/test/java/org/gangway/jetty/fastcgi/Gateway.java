package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.UnixSocketConnector;

/** The connector under test in a server of its own, whose buffers are counted. */
final class Gateway implements AutoCloseable {
    /** A servlet in one expression. */
    interface Service {
        void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    final Server server = new Server(threads(), new ScheduledExecutorScheduler("timer", true), buffers);
    final FastCgiConnectionFactory factory = new FastCgiConnectionFactory();
    final ServletContextHandler context = new ServletContextHandler("/");
    private Connector connector;

    Gateway() {
        factory.getHttpConfiguration().setSendServerVersion(false);
        factory.getHttpConfiguration().setSendDateHeader(false);
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(40);
        threads.setName("gateway");
        return threads;
    }

    Gateway serve(String path, Service service) {
        return serve(path, new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            @SuppressWarnings("serial") // never serialized
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                service.serve(request, response);
            }
        });
    }

    Gateway serve(String path, Servlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
        return this;
    }

    Gateway start() throws Exception {
        return start(new ServerConnector(server, null, null, null, 1, 1, factory));
    }

    Gateway start(ConnectionFactory... factories) throws Exception {
        return start(new ServerConnector(server, null, null, null, 1, 1, factories));
    }

    Gateway startUnix(Path path) throws Exception {
        UnixSocketConnector unix = new UnixSocketConnector(server, factory);
        unix.setUnixDomainPath(path);
        return start(unix);
    }

    Gateway startJettyUnix(Path path) throws Exception {
        UnixDomainServerConnector unix = new UnixDomainServerConnector(server, factory);
        unix.setUnixDomainPath(path);
        return start(unix);
    }

    private Gateway start(Connector made) throws Exception {
        connector = made;
        if (made instanceof ServerConnector tcp) {
            tcp.setHost("127.0.0.1");
        }
        server.addConnector(made);
        if (server.getHandler() == null) {
            server.setHandler(context);
        }
        server.start();
        return this;
    }

    Connector connector() {
        return connector;
    }

    SocketAddress address() {
        if (connector instanceof ServerConnector tcp) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
        }
        Path path = connector instanceof UnixSocketConnector unix
                ? unix.getUnixDomainPath()
                : ((UnixDomainServerConnector) connector).getUnixDomainPath();
        return UnixDomainSocketAddress.of(path);
    }

    WebServer connect() throws IOException {
        return new WebServer(address());
    }

    /** The connector serves a new connection, and no buffer of those before it is lost. */
    void assertHealthy() throws IOException {
        try (WebServer web = connect()) {
            web.send(Wire.get(1, Wire.CLOSE, "/health?0"));
            assertThat(web.answer(1).complete().status()).isIn(200, 404);
        }
        assertNoConnection();
        assertNoLeak();
    }

    void assertNoConnection() {
        until(
                "all connections are closed",
                () -> connector.getConnectedEndPoints().isEmpty());
    }

    void assertNoLeak() {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!buffers.getLeaks().isEmpty()) {
            if (System.nanoTime() > end) {
                fail("leaked: " + buffers.dumpLeaks());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits for a condition, 10 seconds at most. */
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("waited in vain: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception x) {
            throw new IOException(x);
        }
        assertNoLeak();
    }
}
