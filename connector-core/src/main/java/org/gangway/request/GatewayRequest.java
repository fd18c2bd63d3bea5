package org.gangway.request;

import java.net.InetSocketAddress;
import java.util.Set;

/**
 * What the web server said about one request: typed, and free of any protocol.
 *
 * <p>FastCGI and SCGI fill it from CGI variables, AJP from its own message. Strings are decoded on first use; nothing
 * is taken from a header field that the web server sends as a variable of its own, so user, addresses and TLS facts
 * cannot be forged by a client.
 *
 * <p>An instance is valid while its request is being handled. It is not thread-safe by itself; the bridge passes it
 * from one thread to the next with the happens-before edges of the request.
 */
public interface GatewayRequest {
    /**
     * The request method, for example {@code GET}; case is kept.
     *
     * @return the method, never empty
     */
    String method();

    /**
     * The path of the request target as the client sent it: percent-encoded, with path parameters, double slashes and
     * dot segments, with {@link #scriptName()} at its beginning where there is one.
     *
     * @return the raw path, beginning with a slash, or {@code *}
     */
    String path();

    /**
     * The query string: the client's, in its own spelling, or what a rewrite of the web server made of it.
     *
     * @return the raw query without its question mark, or null if there is none
     */
    String query();

    /**
     * The part of {@link #path()} under which the web server mounted the application, in the same (raw) spelling.
     *
     * @return the mount point, empty or beginning with a slash and not ending with one
     */
    String scriptName();

    /**
     * The protocol between client and web server, for example {@code HTTP/1.1}.
     *
     * @return the protocol, never null; {@code INCLUDED} for a server-side include of Apache, which has none
     */
    String protocol();

    /**
     * Whether the client reached the web server over TLS.
     *
     * @return true for {@code https}
     */
    boolean secure();

    /**
     * The host name that the client asked for, without port; else the web server's name, if it can be used.
     *
     * @return the host, or null if neither client nor web server named one
     */
    String host();

    /**
     * The port that the client asked for.
     *
     * @return the port, or -1 for the default port of the scheme
     */
    int port();

    /**
     * The address of the client, as the web server saw it. No name look-up is ever made.
     *
     * @return the client's address, never null: {@code 0.0.0.0} if the web server did not tell, or what it told is no IP
     *     address; port 0 if it did not tell that
     */
    InetSocketAddress remoteAddress();

    /**
     * The address of the web server that the client connected to.
     *
     * @return the server's address: {@code 0.0.0.0} if the web server told the port only, port 0 if it told the address
     *     only; null if it told neither
     */
    InetSocketAddress localAddress();

    /**
     * The number of header fields.
     *
     * @return 0 or more
     */
    int headerCount();

    /**
     * A header field, in the order in which the web server sent them.
     *
     * @param index from 0 to {@link #headerCount()} - 1
     * @return the field
     */
    HeaderField header(int index);

    /**
     * The length of the body in bytes.
     *
     * @return the length, or -1 if the web server did not tell
     */
    long contentLength();

    /**
     * Whether the request asks to become a WebSocket. Then it has the header fields {@code Upgrade: websocket} and
     * {@code Connection: Upgrade}, as the client sent them, whether the web server passed them on or not.
     *
     * @return whether it does
     */
    default WebSocketHandshake webSocketHandshake() {
        return WebSocketHandshake.NONE;
    }

    /**
     * The user that the web server authenticated.
     *
     * @return the user's name, or null if there is none or the {@linkplain TrustPolicy policy} is to ignore it
     */
    String remoteUser();

    /**
     * How the web server authenticated {@link #remoteUser()}, for example {@code Basic}.
     *
     * @return the scheme, or null if there is no user or the web server did not tell
     */
    String authType();

    /**
     * What is known of the TLS connection between client and web server.
     *
     * @return the facts, or null if the client did not use TLS
     */
    TlsFacts tls();

    /**
     * A variable of the web server, such as {@code SERVER_SOFTWARE}, for code that trusts the web server and asks for
     * one by name. No policy is applied and header fields are not found here.
     *
     * @param name the exact name of the variable
     * @return its value, or null if there is none
     */
    String variable(String name);

    /**
     * The names of the request attributes that the web server sent and the {@linkplain TrustPolicy policy} lets pass.
     *
     * @return the names, with configured prefixes removed
     */
    Set<String> attributeNames();

    /**
     * A request attribute that the web server sent and the {@linkplain TrustPolicy policy} lets pass.
     *
     * @param name the name of the attribute
     * @return its value, or null if there is none
     */
    String attribute(String name);
}
