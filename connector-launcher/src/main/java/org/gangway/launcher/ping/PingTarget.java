package org.gangway.launcher.ping;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the server listens that is asked: a Unix socket or a TCP address, as the ready line of {@code gangway run} names
 * them.
 *
 * @param path the Unix socket, or null
 * @param host the host, or null
 * @param port the port, 1 to 65535
 */
public record PingTarget(Path path, String host, int port) {
    /** The most bytes that Linux allows for the path of a Unix socket, without the closing NUL. */
    static final int MAX_PATH_BYTES = 107;

    private static final Pattern TCP = Pattern.compile("(?:(\\[[0-9A-Fa-f:.%\\w]+]|[^\\[\\]:/]*):)?(\\d{1,5})");

    /**
     * Reads an address.
     *
     * @param text {@code unix:/path}, a path, {@code host:port}, {@code [IPv6]:port}, or a port of this machine
     * @return the address
     * @throws IllegalArgumentException if it is none
     */
    public static PingTarget parse(String text) {
        String name = text.startsWith("unix:") ? text.substring("unix:".length()) : text;
        if (name.length() < text.length() || name.indexOf('/') >= 0) {
            return unix(text, name);
        }
        Matcher tcp = TCP.matcher(text.startsWith("tcp:") ? text.substring("tcp:".length()) : text);
        int port = tcp.matches() ? Integer.parseInt(tcp.group(2)) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "the address " + text
                            + " is not known; write unix:/PATH, HOST:PORT or [IPV6]:PORT, as the ready line of gangway run does");
        }
        String host = tcp.group(1);
        if (host == null || host.isEmpty()) {
            return new PingTarget(null, "127.0.0.1", port);
        }
        return new PingTarget(null, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    private static PingTarget unix(String text, String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the address " + text + " has no path; write it like unix:/run/app.sock");
        }
        Path path = Path.of(name).toAbsolutePath();
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_PATH_BYTES) {
            throw new IllegalArgumentException("the socket path " + path + " has " + bytes
                    + " bytes, the system allows " + MAX_PATH_BYTES + "; check it");
        }
        return new PingTarget(path, null, 0);
    }

    boolean isUnix() {
        return path != null;
    }

    /** The address to connect to. A name server may take its time, but no longer than this. */
    SocketAddress resolve(Duration timeout) throws PingFailure {
        if (isUnix()) {
            return UnixDomainSocketAddress.of(path);
        }
        FutureTask<InetAddress> lookup = new FutureTask<>(() -> InetAddress.getByName(host));
        if (isLiteral()) {
            lookup.run();
        } else {
            Thread thread = new Thread(lookup, "lookup");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            return new InetSocketAddress(lookup.get(timeout.toNanos(), TimeUnit.NANOSECONDS), port);
        } catch (ExecutionException e) {
            throw new PingFailure("the host " + host + " is not known; check the name", e);
        } catch (TimeoutException e) {
            throw new PingFailure(
                    "no name server told the address of " + host + " in time; give the address itself", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PingFailure("interrupted; ask again", e);
        }
    }

    private boolean isLiteral() {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Why it can't be connected to, and what to do. */
    PingFailure unreachable(IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (isUnix()) {
            return new UnixSocketFailure(path).of(e);
        }
        if (reason.contains("refused")) {
            return new PingFailure(
                    "connection refused: nobody listens there; start the server, or correct the port", e);
        }
        return new PingFailure("cannot connect (" + reason + "); check the address and the way to it", e);
    }

    @Override
    public String toString() {
        if (isUnix()) {
            return "unix:" + path;
        }
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
