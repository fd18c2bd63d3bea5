package org.gangway.jetty;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The TCP peers that may speak to a connector: a comma-separated list of IPv4 and IPv6 addresses and CIDR blocks,
 * such as {@code 127.0.0.1, 10.1.0.0/16, 2001:db8::/32}. The word {@code localhost} stands for {@code 127.0.0.0/8}
 * and {@code ::1}; no other name is understood, because a list of peers must not depend on a name server.
 *
 * <p>An IPv4 address that comes as an IPv4-mapped IPv6 address is that IPv4 address. Zone ids ({@code fe80::1%eth0})
 * are ignored. Instances are immutable and thread-safe.
 */
public final class AllowedClients {
    /** The environment variable of the FastCGI specification, section 3.2. */
    public static final String FCGI_WEB_SERVER_ADDRS = "FCGI_WEB_SERVER_ADDRS";

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");
    private static final Pattern PREFIX_LENGTH = Pattern.compile("\\d{1,3}");
    private static final int MAPPED_PREFIX = 96;

    private final List<Block> blocks;
    private final String text;

    private AllowedClients(List<Block> blocks, String text) {
        this.blocks = List.copyOf(blocks);
        this.text = text;
    }

    /**
     * Reads a list.
     *
     * @param list addresses and CIDR blocks, separated by commas; bits behind a prefix are ignored
     * @return the clients that the list names
     * @throws IllegalArgumentException if the list is empty or an element is no address; the message names it
     */
    public static AllowedClients parse(String list) {
        List<Block> blocks = new ArrayList<>();
        for (String element : list.split(",", -1)) {
            String trimmed = element.trim();
            if (trimmed.equalsIgnoreCase("localhost")) {
                blocks.add(Block.parse("127.0.0.0/8"));
                blocks.add(Block.parse("::1"));
            } else if (!trimmed.isEmpty()) {
                blocks.add(Block.parse(trimmed));
            }
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException(
                    "the list of allowed clients is empty; name at least one address, e.g. 127.0.0.1");
        }
        return new AllowedClients(blocks, list.trim());
    }

    /**
     * Reads {@value #FCGI_WEB_SERVER_ADDRS}, with which the parent of a FastCGI process limits its peers.
     *
     * @param environment the environment of the process, usually {@link System#getenv()}
     * @return the clients, or empty if the variable is absent or blank, which limits nothing
     * @throws IllegalArgumentException if the variable is malformed; the message names the variable and the element
     */
    public static Optional<AllowedClients> fromEnvironment(Map<String, String> environment) {
        String value = environment.get(FCGI_WEB_SERVER_ADDRS);
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FCGI_WEB_SERVER_ADDRS + ": " + e.getMessage(), e);
        }
    }

    /**
     * Tells whether more than this machine can reach an address, so that its clients must be told from others. How the
     * connector came to the address makes no difference.
     *
     * @param address where a connector listens
     * @return true for a TCP address that is not of the loopback interface; so also for 0.0.0.0 and ::
     */
    public static boolean areNeededAt(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && !(inet.getAddress() != null && inet.getAddress().isLoopbackAddress());
    }

    /**
     * Tells whether a peer is on the list.
     *
     * @param peer the remote address of a connection, or null
     * @return true if it is a TCP peer on the list; false for every other peer, so also for one of a Unix socket
     */
    public boolean allows(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return false;
        }
        byte[] address = withoutMapping(inet.getAddress());
        for (Block block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }

    private static byte[] withoutMapping(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet6Address) || bytes[10] != -1 || bytes[11] != -1) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, 12, 16);
    }

    /** The addresses that share their first {@code prefix} bits. */
    private static final class Block {
        private final byte[] network;
        private final int prefix;

        private Block(byte[] network, int prefix) {
            this.network = network;
            this.prefix = prefix;
        }

        static Block parse(String element) {
            int slash = element.indexOf('/');
            String host = slash < 0 ? element : element.substring(0, slash);
            int zone = host.indexOf('%');
            byte[] network = literal(zone < 0 ? host : host.substring(0, zone), element);
            int bits = network.length * 8;
            if (slash < 0) {
                return new Block(network, bits);
            }
            String digits = element.substring(slash + 1);
            int prefix = PREFIX_LENGTH.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
            if (bits == 32 && host.indexOf(':') >= 0) {
                prefix -= MAPPED_PREFIX;
            }
            if (prefix < 0 || prefix > bits) {
                throw malformed(element, "the prefix length isn't valid for this address");
            }
            return new Block(network, prefix);
        }

        private static byte[] literal(String host, String element) {
            if (IPV4.matcher(host).matches()) {
                return ipv4(host, element);
            }
            if (!IPV6.matcher(host).matches()) {
                throw malformed(element, "only IP addresses and CIDR blocks can be given, not names");
            }
            try {
                // The brackets keep the JDK from ever asking a name server.
                return InetAddress.getByName("[" + host + "]").getAddress();
            } catch (UnknownHostException e) {
                throw malformed(element, "this isn't an IPv6 address");
            }
        }

        private static byte[] ipv4(String host, String element) {
            byte[] bytes = new byte[4];
            int index = 0;
            for (String part : host.split("\\.", -1)) {
                int value = Integer.parseInt(part);
                if (value > 255 || (part.length() > 1 && part.startsWith("0"))) {
                    throw malformed(element, "this isn't an IPv4 address");
                }
                bytes[index++] = (byte) value;
            }
            return bytes;
        }

        private static IllegalArgumentException malformed(String element, String cause) {
            return new IllegalArgumentException("allowed client '" + element + "': " + cause);
        }

        boolean contains(byte[] address) {
            Objects.requireNonNull(address, "address");
            if (address.length != network.length) {
                return false;
            }
            int whole = prefix / 8;
            if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
                return false;
            }
            int rest = prefix % 8;
            return rest == 0 || ((address[whole] ^ network[whole]) & 0xFF) >>> (8 - rest) == 0;
        }
    }
}
