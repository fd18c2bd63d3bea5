package org.gangway.launcher.conf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A GET as a plain client of HTTP/1.1 sends it, to a web server on this machine.
 *
 * @param name the host that it asks for, or null for the address
 * @param port the port
 * @param tls whether by https; every certificate is taken, as the connection doesn't leave the machine
 * @param path the path
 * @param account NAME:PASSWORD, or null
 */
record HttpQuestion(String name, int port, boolean tls, String path, String account) {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 90_000;

    /** What came back. */
    record Answer(int status, String line, long millis) {}

    /** Asks. */
    Answer ask() throws IOException {
        long begin = System.nanoTime();
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            String head = "GET " + path + " HTTP/1.1\r\n" + fields() + "Connection: close\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = statusLine(reader.readLine());
            return new Answer(status(line), line, (System.nanoTime() - begin) / 1_000_000);
        }
    }

    /** A connection to the web server; whoever asks for it closes it. */
    Socket connect() throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            plain.setSoTimeout(ANSWER_MILLIS);
            return tls ? secured(plain) : plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** The line, if it is the first one of an answer. */
    static String statusLine(String line) throws IOException {
        if (line == null || !line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new IOException("no HTTP answer: " + line);
        }
        return line;
    }

    /** The status in such a line. */
    static int status(String line) {
        return Integer.parseInt(line.substring(9, 12));
    }

    /** The host with its port. */
    String host() {
        return (name == null ? "127.0.0.1" : name) + ':' + port;
    }

    /** The header fields of each question. */
    String fields() {
        String login = account == null
                ? ""
                : "Authorization: Basic " + Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8))
                        + "\r\n";
        return "Host: " + host() + "\r\nUser-Agent: gangway\r\nAccept: */*\r\n" + login;
    }

    private SSLSocket secured(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new EveryCertificate()}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
            if (name != null) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** How it is said. */
    @Override
    public String toString() {
        return "GET " + (tls ? "https://" : "http://") + host() + path;
    }

    /** For a server that this program has started itself. */
    private static final class EveryCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("no clients here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // It may be one of those that the trial makes.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
