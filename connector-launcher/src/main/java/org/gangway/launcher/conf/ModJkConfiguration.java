package org.gangway.launcher.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Apache with mod_jk. */
final class ModJkConfiguration implements Configuration {
    private static final String WORKERS = "/etc/libapache2-mod-jk/workers.properties";

    @Override
    public Abilities abilities() {
        return new Abilities(
                "mod_jk", List.of(Wire.AJP), false, false, true, true, Map.of(Wire.AJP, "x-sendfile"), Map.of());
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        ApacheHost host = new ApacheHost(site);
        List<String> modules = new ArrayList<>(List.of("jk"));
        if (site.tls() != null && site.listen() == null) {
            modules.add("rewrite");
        }
        if (site.sendfile() != null) {
            modules.add("xsendfile");
        }
        host.head(abilities(), modules, List.of("apt-get install libapache2-mod-jk"));
        host.open();
        host.lines()
                .add("# Paths as the client sent them; what is flushed is passed on at once.")
                .add("AllowEncodedSlashes NoDecode")
                .add("JkOptions +ForwardURICompatUnparsed +FlushPackets")
                .addIf(site.tls() != null, "JkEnvVar SSL_CLIENT_VERIFY");
        if (site.users() != null && site.users().roles() != null) {
            host.lines().add("JkEnvVar " + site.users().rolesVariable());
        }
        for (StaticFiles files : site.statics()) {
            host.lines().add("JkUnMount " + files.path() + "/* " + site.id());
        }
        host.lines().add("JkMount " + site.mount() + "/* " + site.id());
        host.close();
        return List.of(new ConfiguredFile(WORKERS, workers(site)), host.file());
    }

    private static Lines workers(Site site) {
        String id = site.id();
        Lines lines = new Lines()
                .add("# " + WORKERS + "  (Debian's mods-available/jk.conf names it)")
                .addIf(site.secret() != null, "#   chmod 600 " + WORKERS)
                .add("worker.list=" + id);
        if (!site.balanced()) {
            worker(lines, site, site.members().get(0), id);
            return lines;
        }
        for (Member member : site.members()) {
            worker(lines, site, member, member.route());
            lines.add("worker." + member.route() + ".recovery_options=23");
        }
        return lines.add("# The name of a worker is the --route of its process, with which its sessions end.")
                .add("worker." + id + ".type=lb")
                .add("worker." + id + ".balance_workers="
                        + site.members().stream().map(Member::route).collect(Collectors.joining(",")))
                .add("worker." + id + ".sticky_session=true")
                .add("worker." + id + ".recover_time=10");
    }

    private static void worker(Lines lines, Site site, Member member, String name) {
        String worker = "worker." + name + ".";
        lines.add(worker + "type=ajp13")
                .add(worker + "host=" + member.host())
                .add(worker + "port=" + member.port())
                .addIf(site.secret() != null, worker + "secret=" + site.secret())
                .add(worker + "ping_mode=A");
    }

    @Override
    public ServerProgram program() {
        return new ApacheProgram("jk");
    }
}
