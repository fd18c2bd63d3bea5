package org.gangway.jetty.http;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.TcpSocketConnector;
import org.gangway.jetty.UnixSocketConnector;

/** A connector under test in a server of its own, whose buffers are counted. */
public class GatewayServer<F extends GatewayConnectionFactory> implements AutoCloseable {
    /** A servlet in one expression. */
    public interface Service {
        void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    public final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    public final Server server;
    public final F factory;
    public final ServletContextHandler context = new ServletContextHandler("/");
    private Connector connector;

    public GatewayServer(F factory) {
        this(factory, new QueuedThreadPool(40));
    }

    public GatewayServer(F factory, QueuedThreadPool threads) {
        threads.setName("gateway");
        this.server = new Server(threads, new ScheduledExecutorScheduler("timer", true), buffers);
        this.factory = factory;
        factory.getHttpConfiguration().setSendServerVersion(false);
        factory.getHttpConfiguration().setSendDateHeader(false);
    }

    public void serve(String path, Service service) {
        serve(path, new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            @SuppressWarnings("serial") // never serialized
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                service.serve(request, response);
            }
        });
    }

    public void serve(String path, Servlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
    }

    /** Reads the whole body, and adds to {@code seen} what it was, one character per byte, or how reading it failed. */
    public static String body(HttpServletRequest request, Queue<Object> seen) throws IOException {
        try {
            String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            seen.add(body);
            return body;
        } catch (IOException x) {
            seen.add(x);
            throw x;
        }
    }

    public void start() throws Exception {
        start(new TcpSocketConnector(server, 1, 1, factory));
    }

    public void start(ConnectionFactory... factories) throws Exception {
        start(new TcpSocketConnector(server, 1, 1, factories));
    }

    public void startUnix(Path path) throws Exception {
        UnixSocketConnector unix = new UnixSocketConnector(server, factory);
        unix.setUnixDomainPath(path);
        start(unix);
    }

    public void startJettyUnix(Path path) throws Exception {
        UnixDomainServerConnector unix = new UnixDomainServerConnector(server, factory);
        unix.setUnixDomainPath(path);
        start(unix);
    }

    private void start(Connector made) throws Exception {
        connector = made;
        if (made instanceof ServerConnector tcp) {
            tcp.setHost("127.0.0.1");
        }
        server.addConnector(made);
        if (server.getHandler() == null) {
            server.setHandler(context);
        }
        server.start();
    }

    /** Stops the server, without waiting for it. */
    public CompletableFuture<Void> beginStop() {
        return CompletableFuture.runAsync(() -> {
            try {
                server.stop();
            } catch (Exception x) {
                throw new IllegalStateException(x);
            }
        });
    }

    public Connector connector() {
        return connector;
    }

    public SocketAddress address() {
        if (connector instanceof ServerConnector tcp) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
        }
        Path path = connector instanceof UnixSocketConnector unix
                ? unix.getUnixDomainPath()
                : ((UnixDomainServerConnector) connector).getUnixDomainPath();
        return UnixDomainSocketAddress.of(path);
    }

    public void assertNoConnection() {
        until(
                "all connections are closed",
                () -> connector.getConnectedEndPoints().isEmpty());
    }

    public void assertNoLeak() {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!buffers.getLeaks().isEmpty()) {
            if (System.nanoTime() > end) {
                fail("leaked: " + buffers.dumpLeaks());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits for a condition, 10 seconds at most. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** Waits for a condition, 10 seconds at most, and tells what it is then. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("waited in vain: " + what.get());
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
