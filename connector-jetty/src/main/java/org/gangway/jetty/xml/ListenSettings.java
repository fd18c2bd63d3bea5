package org.gangway.jetty.xml;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.AllowedClients;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.TcpSocketConnector;
import org.gangway.jetty.UnixSocketConnector;

/**
 * Where a connector listens: on a Unix socket, a TCP address, or file descriptor 0. All settings are text; what is not
 * set or blank keeps its default. Not thread-safe.
 */
public abstract class ListenSettings {
    static final String SOCKET = "socket";
    private static final String SOCKET_MODE = "socketMode";
    private static final String SOCKET_OWNER = "socketOwner";
    private static final String SOCKET_GROUP = "socketGroup";
    private static final String TAKE_OVER = "takeOver";
    private static final String ALLOWED_PEERS = "allowedPeers";
    private static final String INHERIT_CHANNEL = "inheritChannel";
    private static final String HOST = "host";
    static final String PORT = "port";
    static final String ALLOWED_CLIENTS = "allowedClients";
    private static final String ACCEPTORS = "acceptors";
    private static final String SELECTORS = "selectors";
    private static final String ACCEPT_QUEUE_SIZE = "acceptQueueSize";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_THREADS = 1024;
    private static final int MAX_PORT = 65535;
    private static final String[] OF_SOCKET = {SOCKET_MODE, SOCKET_OWNER, SOCKET_GROUP, TAKE_OVER, ALLOWED_PEERS};

    private final Options options;
    private final String defaultSetting;
    private final String defaultPlace;
    private Path base = Path.of("");

    /**
     * @param options where the settings are kept
     * @param defaultSetting {@link #SOCKET} or {@link #PORT}: which of them has a default
     * @param defaultPlace what it is if nothing says where to listen
     */
    ListenSettings(Options options, String defaultSetting, String defaultPlace) {
        this.options = options;
        this.defaultSetting = defaultSetting;
        this.defaultPlace = defaultPlace;
    }

    /** The settings. */
    final Options options() {
        return options;
    }

    /**
     * @param base the directory that a relative socket path is relative to
     */
    public void setBase(String base) {
        this.base = Path.of(base);
    }

    /**
     * @param name the name of the connector, to which a context with the virtual host {@code @NAME} is bound
     */
    public void setName(String name) {
        options.put("name", name);
    }

    /**
     * @param socket the path of the Unix socket, relative to the base
     */
    public void setSocket(String socket) {
        options.put("socket", socket);
    }

    /**
     * @param socketMode the octal mode of the Unix socket, 0660 unless set
     */
    public void setSocketMode(String socketMode) {
        options.put("socketMode", socketMode);
    }

    /**
     * @param socketOwner the owner of the Unix socket; needs root
     */
    public void setSocketOwner(String socketOwner) {
        options.put("socketOwner", socketOwner);
    }

    /**
     * @param socketGroup the group of the Unix socket, usually the web server's
     */
    public void setSocketGroup(String socketGroup) {
        options.put("socketGroup", socketGroup);
    }

    /**
     * @param allowedPeers the users and @groups whose processes may connect to the Unix socket, separated by commas
     */
    public void setAllowedPeers(String allowedPeers) {
        options.put("allowedPeers", allowedPeers);
    }

    /**
     * @param takeOver true to take the place of a running server at the same Unix socket, without a gap
     */
    public void setTakeOver(String takeOver) {
        options.put("takeOver", takeOver);
    }

    /**
     * @param inheritChannel true to listen on the socket that the process inherited as file descriptor 0
     */
    public void setInheritChannel(String inheritChannel) {
        options.put("inheritChannel", inheritChannel);
    }

    /**
     * @param host the TCP address to listen at, 127.0.0.1 unless set; one that others can reach needs another setting that
     *     tells them from the web server
     */
    public void setHost(String host) {
        options.put("host", host);
    }

    /**
     * @param port the TCP port to listen at; 0 takes a free one
     */
    public void setPort(String port) {
        options.put("port", port);
    }

    /**
     * @param allowedClients the TCP peers that may connect: addresses and networks, separated by commas
     */
    public void setAllowedClients(String allowedClients) {
        options.put("allowedClients", allowedClients);
    }

    /**
     * @param acceptors the number of threads that accept connections, 1 unless set
     */
    public void setAcceptors(String acceptors) {
        options.put("acceptors", acceptors);
    }

    /**
     * @param selectors the number of threads that wait for input, -1 for Jetty's choice
     */
    public void setSelectors(String selectors) {
        options.put("selectors", selectors);
    }

    /**
     * @param acceptQueueSize how many connections may wait to be accepted, 0 for the system's choice
     */
    public void setAcceptQueueSize(String acceptQueueSize) {
        options.put("acceptQueueSize", acceptQueueSize);
    }

    /**
     * What is missing where others can reach the connector, because whoever connects is believed.
     *
     * @param factory what will serve there, with all settings
     * @return what to do, or empty if others can be told from the web server
     */
    abstract Optional<String> missingGuard(GatewayConnectionFactory factory);

    /**
     * Makes the connector.
     *
     * @throws IllegalArgumentException if the options are wrong or contradict one another; the message is one line
     */
    AbstractConnector connector(Server server, GatewayConnectionFactory factory) {
        int acceptors = options.number(ACCEPTORS, 1, -1, MAX_THREADS);
        int selectors = options.number(SELECTORS, -1, -1, MAX_THREADS);
        boolean inherited = isInherited();
        if (options.has(PORT) || options.has(HOST)) {
            if (inherited || options.has(SOCKET)) {
                throw options.wrong(
                        options.has(PORT) ? PORT : HOST,
                        "it can't be combined with " + (inherited ? INHERIT_CHANNEL : SOCKET) + ", remove one of them");
            }
            refuse("it is for a Unix socket; remove it, or " + PORT + " and " + HOST, OF_SOCKET);
            return tcp(new TcpSocketConnector(server, acceptors, selectors, factory), factory);
        }
        if (defaultSetting.equals(PORT) && !inherited && !options.has(SOCKET)) {
            refuse("it is for a Unix socket; set " + SOCKET, OF_SOCKET);
            return tcp(new TcpSocketConnector(server, acceptors, selectors, factory), factory);
        }
        UnixSocketConnector connector = new UnixSocketConnector(server, acceptors, selectors, factory);
        connector.setInheritChannel(inherited);
        InetSocketAddress inheritedTcp = inheritedTcpAddress();
        if (inheritedTcp != null) {
            checkReach(
                    inheritedTcp,
                    INHERIT_CHANNEL,
                    "file descriptor 0 listens at " + inheritedTcp.getAddress().getHostAddress() + " port "
                            + inheritedTcp.getPort() + ", which others can reach",
                    factory);
        }
        if (!inherited) {
            options.parsed(SOCKET, this::path, connector::setUnixDomainPath);
            if (!options.has(SOCKET)) {
                connector.setUnixDomainPath(path(defaultPlace));
            }
        }
        if (inheritedTcp == null) {
            refuse("it is for TCP; for a Unix socket set " + SOCKET_MODE + " and " + SOCKET_GROUP, ALLOWED_CLIENTS);
        }
        options.parsed(SOCKET_MODE, text -> text, connector::setMode);
        connector.setOwner(options.text(SOCKET_OWNER, null));
        connector.setGroup(options.text(SOCKET_GROUP, null));
        connector.setTakeOver(options.flag(TAKE_OVER, false));
        connector.setAllowedPeers(options.text(ALLOWED_PEERS, null));
        options.number(ACCEPT_QUEUE_SIZE, 0, connector::setAcceptQueueSize);
        return connector;
    }

    private void refuse(String remedy, String... names) {
        for (String name : names) {
            if (options.has(name)) {
                throw options.wrong(name, remedy);
            }
        }
    }

    boolean isInherited() {
        return options.flag(INHERIT_CHANNEL, false);
    }

    /**
     * @return the TCP address at which file descriptor 0 listens, or null if it isn't used or is a Unix socket
     */
    final InetSocketAddress inheritedTcpAddress() {
        try {
            return isInherited() && UnixSocketConnector.inheritedAddress() instanceof InetSocketAddress tcp
                    ? tcp
                    : null;
        } catch (IOException e) {
            throw options.wrong(INHERIT_CHANNEL, "file descriptor 0 can't be used (" + e.getMessage() + ")");
        }
    }

    /**
     * @param text a path, relative to the base
     * @return the path
     * @throws IllegalArgumentException if it is none
     */
    final Path path(String text) {
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("give the path of a file that the system can create");
        }
    }

    private ServerConnector tcp(ServerConnector connector, GatewayConnectionFactory factory) {
        if (!options.has(PORT) && !defaultSetting.equals(PORT)) {
            throw options.wrong(HOST, "it needs " + PORT + ", add it");
        }
        String host = options.text(HOST, LOOPBACK);
        InetSocketAddress address = new InetSocketAddress(host, 0);
        if (address.isUnresolved()) {
            throw options.wrong(HOST, "it isn't known, give an address of this machine");
        }
        checkReach(address, HOST, "others can reach it", factory);
        connector.setHost(host);
        connector.setPort(options.has(PORT) ? options.number(PORT, 0, 0, MAX_PORT) : Integer.parseInt(defaultPlace));
        options.number(ACCEPT_QUEUE_SIZE, 0, connector::setAcceptQueueSize);
        return connector;
    }

    private void checkReach(InetSocketAddress address, String setting, String reach, GatewayConnectionFactory factory) {
        Optional<String> missing = AllowedClients.areNeededAt(address) ? missingGuard(factory) : Optional.empty();
        if (missing.isPresent()) {
            throw options.wrong(setting, reach + ", and whoever connects is believed: " + missing.get());
        }
    }
}
