package org.gangway.launcher.conf;

import java.util.List;
import java.util.Map;
import org.gangway.launcher.conf.Abilities.Tunnel;

/** h2o with {@code fastcgi.connect} or {@code proxy.reverse.url}. */
final class H2oConfiguration implements Configuration {
    @Override
    public Abilities abilities() {
        return new Abilities(
                "h2o",
                List.of(Wire.FCGI, Wire.HTTP),
                false,
                true,
                false,
                true,
                Map.of(),
                Map.of(Wire.HTTP, Tunnel.SAME));
    }

    @Override
    public void check(Site site) throws Unfit {
        Configuration.super.check(site);
        if (site.forEveryName()) {
            throw new Unfit("h2o gives the application the name of its host, so it must have one; give --name HOST");
        }
        if (site.users() != null && !site.usersOnly()) {
            throw new Unfit(
                    "h2o doesn't take /admin;a=b for /admin, so it would pass; leave out --users-path, which asks"
                            + " everywhere");
        }
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        String file = "/etc/h2o/h2o.conf";
        String module = site.wire() == Wire.HTTP ? "proxy" : "fastcgi";
        Lines lines = new Lines().add("# " + file);
        if (site.users() != null) {
            lines.add("#   htpasswd -s -c " + site.users().file() + " NAME    (of the package apache2-utils)");
        }
        lines.add("#   h2o -t -c " + file + " && systemctl restart h2o")
                .add(new GangwaySide(abilities(), site).comments());
        if (!site.isTrial()) {
            lines.add("user: www-data", "pid-file: /run/h2o.pid", "error-log: /var/log/h2o/error.log");
        }
        lines.open("hosts:");
        if (site.tls() != null && site.listen() == null) {
            lines.open("\"" + site.name() + ":80\":")
                    .open("listen:")
                    .add("port: 80")
                    .close()
                    .open("paths:")
                    .open("\"/\":")
                    .add("redirect: https://" + site.name() + "/")
                    .close()
                    .close()
                    .close();
        }
        lines.open("\"" + site.name() + ":" + site.port() + "\":").open("listen:");
        lines.addIf(site.isTrial(), "host: 127.0.0.1").add("port: " + site.port());
        if (site.tls() != null) {
            lines.open("ssl:")
                    .add(
                            "certificate-file: " + site.tls().certificate(),
                            "key-file: " + site.tls().key())
                    .close();
        }
        lines.close()
                .add("# Milliseconds in which nothing happens, for slow answers; and in which a connection is kept.")
                .add(module + ".timeout.io: 300000")
                .add(module + ".timeout.keepalive: 5000")
                .open("paths:");
        for (StaticFiles files : site.statics()) {
            lines.open("\"" + files.path() + "\":")
                    .add("file.dir: " + files.directory())
                    .close();
        }
        path(lines, site, site.atRoot() ? "/" : site.mount(), site.usersOnly());
        return List.of(new ConfiguredFile(file, lines));
    }

    private static void path(Lines lines, Site site, String path, boolean asksUsers) {
        lines.open("\"" + path + "\":");
        if (asksUsers) {
            lines.open("mruby.handler: |")
                    .add("require \"htpasswd.rb\"")
                    .add("Htpasswd.new(\"" + site.users().file() + "\", \"" + site.id() + "\")")
                    .close();
            if (site.users().roles() != null) {
                lines.open("setenv:")
                        .add(site.users().rolesVariable() + ": \""
                                + site.users().roles() + "\"")
                        .close();
            }
        }
        Member member = site.members().get(0);
        if (site.wire() == Wire.HTTP) {
            String authority = member.isUnix() ? "[" + member + "]" : member.toString();
            lines.add("proxy.reverse.url: \"http://" + authority + path + "\"", "proxy.preserve-host: ON")
                    .addIf(site.webSocket(), "proxy.websocket: ON", "proxy.websocket.timeout: 3600000")
                    .add("# X-Forwarded-For and -Proto are h2o's own; the Host field tells the host.")
                    .add("proxy.header.unset: X-Forwarded-Host", "proxy.header.unset: X-Forwarded-Port")
                    .close();
            return;
        }
        lines.open("fastcgi.connect:");
        if (member.isUnix()) {
            lines.add("port: " + member.socket(), "type: unix");
        } else {
            lines.add("host: " + member.host(), "port: " + member.port());
        }
        lines.close().close();
    }

    @Override
    public ServerProgram program() {
        return new H2oProgram();
    }
}
