package org.gangway.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client's connection to a web server on this machine. */
final class HttpConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Socket socket;
    private final InputStream in;
    private final String host;

    /**
     * Connects.
     *
     * @param tls null for a connection without TLS
     */
    HttpConnection(int port, SSLContext tls) throws IOException {
        socket = tls == null ? new Socket() : tls.getSocketFactory().createSocket();
        // A small window, so that the server feels it when the client stops reading.
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        if (socket instanceof SSLSocket secure) {
            secure.startHandshake();
        }
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        host = "www.example.test:" + port;
    }

    Response send(Request request) throws IOException {
        request.writeTo(socket.getOutputStream(), host);
        return Response.read(in, request.method());
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Reads the head of the answer to something that was written to {@link #out()}. */
    Response answer(String method) throws IOException {
        return Response.read(in, method);
    }

    int localPort() {
        return socket.getLocalPort();
    }

    /** What the Host header says unless the request has one. */
    String host() {
        return host;
    }

    /** Closes so that the server sees a reset, as when a client's machine is gone. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
