package org.gangway.forwarded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.gangway.request.GatewayException;
import org.gangway.request.internal.AddressLiteral;
import org.gangway.request.internal.Authority;
import org.gangway.request.internal.Numbers;

/**
 * What the proxy next to the server says of its client in header fields.
 *
 * <p>Of a list, and of a field that comes more than once, the last element counts: it is the one that this proxy has
 * added, while a client can send any in front of it. No name is ever looked up. Immutable.
 *
 * @param address the client; {@code 0.0.0.0} if it is told in a way that can't be read ({@code unknown}); null if it
 *     isn't told
 * @param scheme {@code http} or {@code https}, or null if it isn't told
 * @param host the host that the client asked for, an IPv6 address in brackets, or null if it isn't told
 * @param port the port that the client asked for, or -1 if it isn't told
 */
public record ForwardedClient(InetSocketAddress address, String scheme, String host, int port) {
    /** A client of whom nobody told anything that can be read. */
    public static final InetSocketAddress UNKNOWN = new InetSocketAddress(anyAddress(), 0);

    private static InetAddress anyAddress() {
        return address("0.0.0.0");
    }

    /**
     * Reads the fields of their names, each with the values of all its lines.
     *
     * @param forwardedFor {@code X-Forwarded-For}
     * @param proto {@code X-Forwarded-Proto}
     * @param host {@code X-Forwarded-Host}
     * @param port {@code X-Forwarded-Port}, which wins over that of the host
     * @return the client, or null if none of them is there
     * @throws GatewayException 400 if the host could be taken for something else than a host
     */
    public static ForwardedClient ofXForwarded(
            List<String> forwardedFor, List<String> proto, List<String> host, List<String> port) {
        if (forwardedFor.isEmpty() && proto.isEmpty() && host.isEmpty() && port.isEmpty()) {
            return null;
        }
        return of(last(forwardedFor), last(proto), last(host), last(port));
    }

    /**
     * Reads the field {@code Forwarded} (RFC 7239).
     *
     * @param values the values of all its lines
     * @return the client, or null if the field isn't there
     * @throws GatewayException 400 if the host could be taken for something else than a host
     */
    public static ForwardedClient ofForwarded(List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        ForwardedElement last = ForwardedElement.last(values.get(values.size() - 1));
        return of(last.get("for"), last.get("proto"), last.get("host"), null);
    }

    private static ForwardedClient of(String node, String proto, String host, String port) {
        Authority authority = authority(host);
        int explicit = port(port);
        return new ForwardedClient(
                node == null ? null : node(node),
                scheme(proto),
                authority == null ? null : authority.host(),
                explicit > 0 ? explicit : authority == null ? -1 : authority.port());
    }

    private static String last(List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        String value = values.get(values.size() - 1);
        return value.substring(value.lastIndexOf(',') + 1).trim();
    }

    private static InetSocketAddress node(String text) {
        InetAddress address = address(text);
        if (address == null) {
            return UNKNOWN;
        }
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > 0 && (text.charAt(colon - 1) == ']' || text.indexOf(':') == colon);
        int port = hasPort ? port(text.substring(colon + 1)) : 0;
        return new InetSocketAddress(address, Math.max(port, 0));
    }

    private static InetAddress address(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return AddressLiteral.written(bytes, 0, bytes.length);
    }

    /** Some proxies name the scheme of a WebSocket. */
    private static String scheme(String proto) {
        if (proto == null) {
            return null;
        }
        return switch (proto.toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> "https";
            case "http", "ws" -> "http";
            default -> null;
        };
    }

    private static Authority authority(String host) {
        if (host == null) {
            return null;
        }
        Authority authority = new Authority();
        byte[] bytes = host.getBytes(StandardCharsets.UTF_8);
        return authority.read(bytes, 0, bytes.length) == 0 ? null : authority;
    }

    private static int port(String text) {
        if (text == null) {
            return -1;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Numbers.port(bytes, 0, bytes.length);
    }
}
