package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users and groups whose processes may connect over a Unix socket, by the credentials that the system keeps of
 * the connecting process (SO_PEERCRED). A process has one group there, its effective one. Thread-safe.
 */
public final class AllowedPeers {
    private static final Logger LOG = LoggerFactory.getLogger(AllowedPeers.class);
    private static final int MAX_LOGGED = 100;

    private final Set<UserPrincipal> users = new HashSet<>();
    private final Set<GroupPrincipal> groups = new HashSet<>();
    private final Set<UnixDomainPrincipal> logged = ConcurrentHashMap.newKeySet();
    private final String text;

    /**
     * @param list user names or numbers, and groups with an {@code @} before, separated by commas
     * @throws IOException if a name is unknown here; the message names it
     */
    public AllowedPeers(String list) throws IOException {
        text = list.trim();
        UserPrincipalLookupService names = FileSystems.getDefault().getUserPrincipalLookupService();
        for (String element : text.split(",", -1)) {
            String name = element.trim();
            try {
                if (name.startsWith("@")) {
                    groups.add(names.lookupPrincipalByGroupName(name.substring(1)));
                } else if (!name.isEmpty()) {
                    users.add(names.lookupPrincipalByName(name));
                }
            } catch (UserPrincipalNotFoundException e) {
                throw SocketFileAccess.refused(
                        "allowed peer '" + name + "' is unknown here; name users of this machine, or groups as @group",
                        e);
            }
        }
        if (users.isEmpty() && groups.isEmpty()) {
            throw new BindException("the list of allowed peers is empty; name a user, or a group as @group");
        }
    }

    /**
     * Tells whether the process at the other end may speak to us, and logs the first refusal of each.
     *
     * @param channel an accepted connection of a Unix socket
     * @return true if its user or group is on the list
     */
    public boolean allows(SocketChannel channel) {
        UnixDomainPrincipal peer;
        try {
            peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("refused a connection: the peer's credentials can't be read: {}", e.getMessage());
            return false;
        }
        if (users.contains(peer.user()) || groups.contains(peer.group())) {
            return true;
        }
        if (logged.size() < MAX_LOGGED && logged.add(peer)) {
            LOG.warn(
                    "refused a connection of user {}, group {}: not among the allowed peers ({}); logged once",
                    peer.user().getName(),
                    peer.group().getName(),
                    text);
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
