package org.gangway.launcher.conf;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
 * @param tunnel how it passes WebSocket
 * @param tunnelling the protocols over which it does
 */
record Abilities(
        String name,
        List<Wire> wires,
        boolean starts,
        boolean unixSockets,
        boolean balances,
        boolean files,
        Map<Wire, String> sendfile,
        Tunnel tunnel,
        List<Wire> tunnelling) {
    /** How a web server passes WebSocket to what is behind it. */
    enum Tunnel {
        /** It doesn't. */
        NONE,
        /** By the protocol of all other requests. */
        SAME,
        /** By HTTP, to the same address. */
        HTTP
    }

    /**
     * Compares with what is asked for.
     *
     * @param site what is asked for
     * @throws Unfit if it can't be had, with a remedy
     */
    void check(Site site) throws Unfit {
        if (!wires.contains(site.wire())) {
            throw new Unfit(name + " speaks no " + site.wire() + "; give --protocol " + or(wires)
                    + (starts || name.startsWith("mod_")
                            ? ", or take gangway conf apache --protocol " + site.wire()
                            : ""));
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
        if (site.webSocket() && !tunnelling.contains(site.wire())) {
            throw new Unfit(name + " tunnels no WebSocket over " + site.wire() + "; "
                    + (tunnelling.isEmpty()
                            ? "leave out --websocket, or take another web server: apache, nginx --protocol scgi"
                            : "give --protocol " + or(tunnelling)));
        }
    }

    private static List<Wire> sorted(Map<Wire, String> policies) {
        return policies.keySet().stream().sorted().toList();
    }

    private static String or(List<Wire> wires) {
        return wires.stream().map(Wire::toString).collect(Collectors.joining(" or "));
    }
}
