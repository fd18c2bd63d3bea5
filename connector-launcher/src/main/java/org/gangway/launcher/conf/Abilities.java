package org.gangway.launcher.conf;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a web server can do, and what Gangway can do behind it.
 *
 * @param name its name, as in {@code gangway conf NAME}
 * @param wires the protocols
 * @param starts whether it starts Gangway itself, and so needs no address
 * @param unixSockets whether it connects to Unix sockets
 * @param balances whether it knows several processes
 * @param files whether it sends files of its own
 * @param sendfile by protocol, the value of {@code --sendfile} that it acts on
 * @param tunnels by protocol, how it passes WebSocket; a protocol that isn't there passes none
 */
record Abilities(
        String name,
        List<Wire> wires,
        boolean starts,
        boolean unixSockets,
        boolean balances,
        boolean files,
        Map<Wire, String> sendfile,
        Map<Wire, Tunnel> tunnels) {
    /** How a web server passes WebSocket to what is behind it. */
    enum Tunnel {
        /** By the protocol of all other requests. */
        SAME,
        /** By HTTP, to the same address. */
        HTTP
    }

    /** The same way over each protocol. */
    static Map<Wire, Tunnel> all(Tunnel tunnel, Wire... wires) {
        return Stream.of(wires).collect(Collectors.toUnmodifiableMap(wire -> wire, wire -> tunnel));
    }

    /** Whether the requests for WebSocket need HTTP beside the protocol of all others, at one address. */
    boolean needsHttpBeside(Site site) {
        return site.webSocket() && tunnels.get(site.wire()) == Tunnel.HTTP;
    }

    /**
     * Compares with what is asked for.
     *
     * @param site what is asked for
     * @throws Unfit if it can't be had, with a remedy
     */
    void check(Site site) throws Unfit {
        if (!wires.contains(site.wire())) {
            throw new Unfit("gangway conf writes no " + site.wire() + " for " + name + "; give --protocol " + or(wires)
                    + (starts || name.startsWith("mod_")
                            ? ", or take gangway conf apache --protocol " + site.wire()
                            : ""));
        }
        if (site.wire() == Wire.HTTP && site.users() != null) {
            throw new Unfit("over http nobody tells the application the web server's user, since a client can send any"
                    + " header field; leave out --users, or give another --protocol");
        }
        if (starts && !site.members().isEmpty()) {
            throw new Unfit(name + " starts Gangway itself, at a socket of its own; leave out --socket, --port and"
                    + " --member");
        }
        if (!starts && site.members().isEmpty()) {
            throw new Unfit("no address: where Gangway listens isn't said; give --socket PATH, --port PORT, or a"
                    + " --config FILE that has one of them");
        }
        if (!unixSockets && site.members().stream().anyMatch(Member::isUnix)) {
            throw new Unfit(name + " connects to TCP only; give --port PORT instead of --socket");
        }
        if (site.balanced() && !balances) {
            throw new Unfit(name + " has no balancer; give one address");
        }
        if (!site.statics().isEmpty() && !files) {
            throw new Unfit(name + " sends no files; leave out --static, so that they come from the WAR");
        }
        if (site.sendfile() != null && !sendfile.containsKey(site.wire())) {
            throw new Unfit(name + " sends no files for an application over " + site.wire()
                    + "; leave out --sendfile, and Gangway sends them"
                    + (sendfile.isEmpty() ? "" : ", or give --protocol " + or(sorted(sendfile))));
        }
        if (site.webSocket() && !tunnels.containsKey(site.wire())) {
            throw new Unfit(name + " tunnels no WebSocket over " + site.wire() + "; "
                    + (tunnels.isEmpty()
                            ? "leave out --websocket, or take another web server: apache, nginx, caddy, haproxy"
                            : "give --protocol " + or(sorted(tunnels))));
        }
    }

    private static List<Wire> sorted(Map<Wire, ?> byProtocol) {
        return byProtocol.keySet().stream().sorted().toList();
    }

    private static String or(List<Wire> wires) {
        return wires.stream().map(Wire::toString).collect(Collectors.joining(" or "));
    }
}
