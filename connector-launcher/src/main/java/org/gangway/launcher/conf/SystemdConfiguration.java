package org.gangway.launcher.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gangway.launcher.conf.Abilities.Tunnel;

/** Gangway itself as a service: the files of an instance of {@code gangway@.service}. */
final class SystemdConfiguration implements Configuration {
    @Override
    public Abilities abilities() {
        List<Wire> all = List.of(Wire.values());
        Map<Wire, Tunnel> tunnels =
                Map.of(Wire.FCGI, Tunnel.HTTP, Wire.SCGI, Tunnel.HTTP, Wire.AJP, Tunnel.HTTP, Wire.HTTP, Tunnel.SAME);
        return new Abilities("systemd", all, false, true, true, true, Map.of(), tunnels);
    }

    @Override
    public void check(Site site) throws Unfit {
        if (site.sendfile() != null) {
            throw new Unfit(
                    "what --sendfile is for Gangway depends on the web server; leave it out here, and add the line"
                            + " that gangway conf of that server shows in its head");
        }
        Configuration.super.check(site);
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        List<ConfiguredFile> files = new ArrayList<>();
        for (Member member : site.members()) {
            String instance = site.id() + (site.balanced() ? "-" + member.route() : "");
            files.add(options(site, member, instance));
            if (site.secret() != null) {
                String file = "/etc/gangway/" + instance + ".env";
                files.add(new ConfiguredFile(
                        file,
                        new Lines().add("# " + file, "#   chmod 600 " + file).add("GANGWAY_SECRET=" + site.secret())));
            }
            if (member.isUnix() && !member.socket().equals(Path.of("/run/gangway", instance + ".sock"))) {
                String file = "/etc/systemd/system/gangway@" + instance + ".socket.d/address.conf";
                files.add(new ConfiguredFile(
                        file,
                        new Lines()
                                .add("# " + file)
                                .add("[Socket]", "ListenStream=", "ListenStream=" + member.socket())));
            }
        }
        return files;
    }

    private ConfiguredFile options(Site site, Member member, String instance) {
        String file = "/etc/gangway/" + instance + ".conf";
        String units = (member.isUnix() ? "gangway@" + instance + ".socket " : "") + "gangway@" + instance + ".service";
        Lines lines = new Lines()
                .add("# " + file)
                .add("#   systemctl daemon-reload && systemctl enable --now " + units)
                .add(
                        "# The user gangway must be able to read the WAR. The units and that user come with the package, see")
                .add("# docs/service.md.")
                .add(site.start().war().toString());
        if (!member.isUnix()) {
            lines.add("--host " + member.host(), "--port " + member.port());
        }
        List<String> words = new GangwaySide(abilities(), site).options(member);
        for (int i = 0; i + 1 < words.size(); i += 2) {
            if (!words.get(i).equals("--secret-file")) {
                lines.add(words.get(i) + " " + words.get(i + 1));
            }
        }
        return new ConfiguredFile(file, lines);
    }

    @Override
    public ServerProgram program() {
        return null;
    }
}
