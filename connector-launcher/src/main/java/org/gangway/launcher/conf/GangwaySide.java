package org.gangway.launcher.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What has to be done for Gangway beside the web server, as comments of its configuration. */
final class GangwaySide {
    /** The group of the web server, as Debian names it. */
    static final String GROUP = "www-data";

    private static final String SYSTEMD = "/run/gangway";

    private final Abilities server;
    private final Site site;

    /**
     * Takes what it is for.
     *
     * @param server what the web server can do
     * @param site what its configuration is for
     */
    GangwaySide(Abilities server, Site site) {
        this.server = server;
        this.site = site;
    }

    /**
     * Comments for the head of a configuration.
     *
     * @return lines that begin with a number sign
     */
    List<String> comments() {
        List<String> lines = new ArrayList<>();
        Path directory = site.members().stream()
                .filter(Member::isUnix)
                .map(member -> member.socket().getParent())
                .findFirst()
                .orElse(null);
        if (directory != null && directory.equals(Path.of(SYSTEMD))) {
            lines.add("# Gangway beside it is a service of systemd, which makes the socket: gangway conf systemd");
            return lines;
        }
        lines.add("# Gangway beside it. Once, as root:");
        lines.add("#   useradd --system --groups " + GROUP + " gangway    (with the package: usermod -aG " + GROUP
                + " gangway)");
        if (directory != null) {
            String run = directory.toString();
            lines.add(
                    run.startsWith("/run/")
                            ? "#   echo 'd " + run + " 0755 gangway " + GROUP + "' > /etc/tmpfiles.d/" + site.id()
                                    + ".conf && systemd-tmpfiles --create"
                            : "#   install -d -o gangway -g " + GROUP + " " + run);
        }
        lines.add("# Then, behind runuser -u gangway -- (or at boot, by gangway conf systemd):");
        for (Member member : site.members()) {
            lines.add("#   " + String.join(" ", run(member)));
        }
        if (server.needsHttpBeside(site) && site.users() != null) {
            lines.add("# A WebSocket comes over HTTP, which doesn't tell the application the user.");
        }
        if (site.balanced()) {
            lines.add(
                    "# Sessions that survive the end of one of them: --session-store for all, see docs/applications.md");
        }
        return lines;
    }

    /**
     * The command that starts a process of Gangway.
     *
     * @param member where it listens, or null where it inherits the socket
     * @return its words
     */
    List<String> run(Member member) {
        List<String> words =
                new ArrayList<>(List.of("gangway", "run", site.start().war().toString()));
        if (member != null && member.isUnix()) {
            words.addAll(List.of("--socket", member.socket().toString(), "--socket-group", GROUP));
        } else if (member != null) {
            if (!isLoopback(member.host())) {
                words.addAll(List.of("--host", member.host()));
            }
            words.addAll(List.of("--port", String.valueOf(member.port())));
            if (!isLoopback(member.host())) {
                words.addAll(List.of("--allowed-clients", "WEB_SERVER"));
            }
        }
        words.addAll(options(member));
        return words;
    }

    /**
     * The options of {@code gangway run} that fit a configuration, but for the address.
     *
     * @param member the process
     * @return words
     */
    List<String> options(Member member) {
        List<String> words = new ArrayList<>();
        boolean beside = server.needsHttpBeside(site);
        if (beside) {
            // One address for two protocols.
            words.addAll(List.of("--protocol", "auto"));
        } else if (site.wire() != Wire.FCGI) {
            words.addAll(List.of("--protocol", site.wire().toString()));
        }
        if (beside || site.wire() == Wire.HTTP) {
            words.addAll(List.of("--forwarded", "x-forwarded"));
        }
        if (site.secret() != null && site.start().secretFile() != null) {
            words.addAll(List.of("--secret-file", site.start().secretFile().toString()));
        }
        if (!site.atRoot()) {
            words.addAll(List.of("--context-path", site.mount()));
        }
        if (member != null && member.route() != null) {
            words.addAll(List.of("--route", member.route()));
        }
        if (site.users() != null) {
            words.addAll(List.of("--remote-user", "trust"));
            if (site.users().roles() != null) {
                words.addAll(List.of("--roles-from", site.users().rolesVariable()));
            }
        }
        if (site.sendfile() != null) {
            words.addAll(List.of("--sendfile", server.sendfile().get(site.wire())));
        }
        return words;
    }

    private static boolean isLoopback(String host) {
        return host.startsWith("127.") || host.equals("localhost") || host.equals("::1");
    }

    /** As the shell wants it. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
