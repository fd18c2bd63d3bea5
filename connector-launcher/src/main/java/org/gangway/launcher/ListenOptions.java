package org.gangway.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.jetty.AllowedClients;
import picocli.CommandLine.Option;

/** The options that say where to listen, and for whom. */
final class ListenOptions {
    /** The most bytes that Linux allows for the path of a Unix socket, without the closing NUL. */
    static final int MAX_SOCKET_PATH_BYTES = 107;

    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Listen on this Unix socket. Default, without --port: on file descriptor 0, if it is a"
                    + " listening socket (a web server or spawn-fcgi hands it over).")
    Path socket;

    @Option(names = "--host", paramLabel = "HOST", description = "Listen on this TCP address (default: 127.0.0.1).")
    String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Listen on this TCP port; 0 takes a free one (default: none).")
    Integer port;

    @Option(
            names = "--socket-mode",
            paramLabel = "MODE",
            defaultValue = "0660",
            description = "The permissions of the Unix socket, octal, four digits (default: ${DEFAULT-VALUE}).")
    String socketMode;

    @Option(
            names = "--socket-owner",
            paramLabel = "USER",
            description = "The owner of the Unix socket (default: this user).")
    String socketOwner;

    @Option(
            names = "--socket-group",
            paramLabel = "GROUP",
            description = "The group of the Unix socket, usually the web server's (default: this user's).")
    String socketGroup;

    @Option(
            names = "--take-over",
            description = "Replace the process that listens on the Unix socket, without a gap, once this one is ready.")
    boolean takeOver;

    @Option(
            names = "--allowed-clients",
            paramLabel = "LIST",
            description =
                    "The TCP peers that may connect: addresses and networks, separated by commas"
                            + " (10.0.0.5,10.1.0.0/16,localhost). Needed where others than this machine can connect (default: none).")
    String allowedClients;

    @Option(
            names = "--insecure-any-client",
            description = "Let every TCP peer connect. Whoever can connect can pretend to be any user and any client.")
    boolean anyClient;

    /**
     * Decides where to listen.
     *
     * @param inherited asks for what file descriptor 0 is
     * @return the address
     * @throws UserError if the options contradict one another or are wrong
     */
    ListenAddress address(Inherited inherited) throws UserError {
        if (socket != null && (host != null || port != null)) {
            throw UserError.usage("--socket and --host or --port exclude one another; give one of them");
        }
        if (!MODE.matcher(socketMode).matches()) {
            throw UserError.usage("--socket-mode " + socketMode + " is no octal mode; write it like 0660");
        }
        if (socket != null) {
            return unixSocket();
        }
        if (takeOver || socketOwner != null || socketGroup != null) {
            throw UserError.usage("--take-over, --socket-owner and --socket-group need --socket; add it");
        }
        if (port != null) {
            return tcp();
        }
        if (host != null) {
            throw UserError.usage("--host needs --port; add it");
        }
        SocketAddress descriptor = listening(inherited);
        if (descriptor == null) {
            throw UserError.usage("no address to listen on, and file descriptor 0 is no listening socket;"
                    + " give --socket PATH, or --port PORT, or start it with spawn-fcgi or from the web server");
        }
        return new ListenAddress.Descriptor(descriptor);
    }

    /**
     * The peers that may connect over TCP: those of the option, else those whom the parent of the process names.
     *
     * @param address where to listen
     * @param environment the environment variables
     * @return the peers, or null for all
     * @throws UserError if the list is malformed
     */
    AllowedClients clients(ListenAddress address, Map<String, String> environment) throws UserError {
        try {
            if (allowedClients == null) {
                return address instanceof ListenAddress.Descriptor descriptor
                                && descriptor.socket() instanceof InetSocketAddress
                        ? AllowedClients.fromEnvironment(environment).orElse(null)
                        : null;
            }
            if (isUnix(address)) {
                throw UserError.usage("--allowed-clients is for TCP; who may connect to a Unix socket is said by"
                        + " --socket-mode, --socket-owner and --socket-group");
            }
            return AllowedClients.parse(allowedClients);
        } catch (IllegalArgumentException e) {
            throw UserError.usage((allowedClients == null ? "" : "--allowed-clients: ") + e.getMessage());
        }
    }

    /**
     * Refuses an address that others can reach, unless something tells them from the web server. How the process came to
     * the socket makes no difference.
     *
     * @param address where to listen
     * @param clients the peers that may connect, or null for all
     * @param protocol what the web server speaks
     * @param secret whether AJP's requests must bring a secret
     * @throws UserError if whoever connects would be believed
     */
    void checkReach(ListenAddress address, AllowedClients clients, Protocol protocol, boolean secret) throws UserError {
        if (!AllowedClients.areNeededAt(socketAddress(address))) {
            return;
        }
        boolean inherited = address instanceof ListenAddress.Descriptor;
        String place = (inherited ? address : "--host " + host) + " can be reached by others, and ";
        if (protocol.includes(Protocol.AJP) && !secret) {
            throw UserError.usage(place + "AJP needs a secret there; add --secret-file FILE (or set "
                    + AjpOptions.SECRET + "), and give the same to the web server"
                    + " (ProxyPass ... secret=..., mod_jk: worker.NAME.secret=...)");
        }
        if (protocol != Protocol.AJP && clients == null && !anyClient) {
            throw UserError.usage(place + "whoever connects is believed; add --allowed-clients LIST with the web"
                    + " server's address (or "
                    + (inherited ? AllowedClients.FCGI_WEB_SERVER_ADDRS + " to the environment, or " : "")
                    + "--insecure-any-client)");
        }
    }

    /**
     * Refuses to believe what anybody could say over HTTP.
     *
     * @param address where to listen
     * @param clients the peers that may connect, or null for all
     * @param forwarded what is believed
     * @throws UserError if others can connect and are believed
     */
    static void checkForwarded(ListenAddress address, AllowedClients clients, ForwardedPolicy forwarded)
            throws UserError {
        if (forwarded != ForwardedPolicy.OFF && clients == null && AllowedClients.areNeededAt(socketAddress(address))) {
            throw UserError.usage("--forwarded " + forwarded + " believes whoever connects, and others can reach "
                    + address + "; add --allowed-clients LIST with the web server's address");
        }
    }

    private static boolean isUnix(ListenAddress address) {
        return !(socketAddress(address) instanceof InetSocketAddress);
    }

    private static SocketAddress socketAddress(ListenAddress address) {
        if (address instanceof ListenAddress.Tcp tcp) {
            return new InetSocketAddress(tcp.host(), tcp.port());
        }
        return address instanceof ListenAddress.Descriptor descriptor ? descriptor.socket() : null;
    }

    private ListenAddress unixSocket() throws UserError {
        Path absolute = socket.toAbsolutePath();
        int bytes = absolute.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_SOCKET_PATH_BYTES) {
            throw UserError.usage("the socket path " + absolute + " has " + bytes + " bytes, the system allows "
                    + MAX_SOCKET_PATH_BYTES + "; choose a shorter one for --socket");
        }
        Path directory = absolute.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw UserError.failed("there is no directory " + directory + " for --socket; create it");
        }
        if (!Files.isWritable(directory)) {
            throw UserError.failed("no permission to create the socket " + absolute
                    + "; choose another directory, or give this user the right to write in " + directory);
        }
        return new ListenAddress.UnixSocket(absolute, socketMode, socketOwner, socketGroup, takeOver);
    }

    private ListenAddress tcp() throws UserError {
        if (port < 0 || port > 65535) {
            throw UserError.usage("--port " + port + " is no port; give a number from 0 to 65535");
        }
        String name = host == null ? "127.0.0.1" : host;
        try {
            InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw UserError.failed("the host " + name + " is not known; give an address of this machine", e);
        }
        return new ListenAddress.Tcp(name, port);
    }

    private static SocketAddress listening(Inherited inherited) throws UserError {
        try {
            return inherited.address();
        } catch (IOException e) {
            throw UserError.failed("cannot use file descriptor 0 (" + e.getMessage() + "); give --socket or --port", e);
        }
    }

    /** Asks what the process inherited as file descriptor 0. */
    interface Inherited {
        /**
         * Where file descriptor 0 listens.
         *
         * @return the address, or null if it is no listening socket
         * @throws IOException if it can't be used
         */
        SocketAddress address() throws IOException;
    }
}
