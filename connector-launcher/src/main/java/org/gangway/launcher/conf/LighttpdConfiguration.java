package org.gangway.launcher.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gangway.launcher.conf.Abilities.Tunnel;

/** lighttpd with mod_fastcgi, mod_scgi or mod_ajp13. */
final class LighttpdConfiguration implements Configuration {
    @Override
    public Abilities abilities() {
        return new Abilities(
                "lighttpd",
                List.of(Wire.FCGI, Wire.SCGI, Wire.AJP, Wire.HTTP),
                false,
                true,
                true,
                true,
                Map.of(Wire.FCGI, "x-sendfile", Wire.SCGI, "x-sendfile"),
                Abilities.all(Tunnel.SAME, Wire.FCGI, Wire.SCGI, Wire.HTTP));
    }

    @Override
    public void check(Site site) throws Unfit {
        Configuration.super.check(site);
        if (site.wire() == Wire.AJP && site.users() != null && site.users().roles() != null) {
            throw new Unfit("lighttpd sends no roles over ajp; leave out --roles, or give --protocol fcgi");
        }
        if (site.secret() != null && site.tls() == null) {
            throw new Unfit("lighttpd sends AJP's secret over https only; give --tls, or a Unix socket and no secret");
        }
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        String file = "/etc/lighttpd/conf-available/90-" + site.id() + ".conf";
        Lines lines = new Lines().add("# " + file);
        if (site.users() != null) {
            lines.add("#   htpasswd -c " + site.users().file() + " NAME    (of the package apache2-utils)");
        }
        lines.addIf(site.tls() != null, "#   apt-get install lighttpd-mod-openssl")
                .add("#   lighty-enable-mod " + (site.users() == null ? "" : "auth ") + site.id()
                        + " && lighttpd -tt -f /etc/lighttpd/lighttpd.conf && systemctl restart lighttpd")
                .addIf(site.webSocket() && site.wire() != Wire.HTTP, "# WebSocket needs lighttpd 1.4.74 or later.")
                .add(new GangwaySide(abilities(), site).comments())
                .add("server.modules += ( " + modules(site) + " )");
        tls(lines, site);
        if (!site.forEveryName()) {
            lines.open("$HTTP[\"host\"] =~ \"^" + quoted(site.name()) + "(:|$)\" {");
        }
        application(lines, site);
        if (!site.forEveryName()) {
            lines.close("}");
        }
        return List.of(new ConfiguredFile(file, lines));
    }

    private static String modules(Site site) {
        List<String> modules = new ArrayList<>();
        if (site.users() != null) {
            modules.addAll(List.of("mod_auth", "mod_authn_file"));
        }
        if (!site.statics().isEmpty()) {
            modules.add("mod_alias");
        }
        if (!site.atRoot() || site.tls() != null) {
            modules.add("mod_redirect");
        }
        if (site.secret() != null
                || site.wire() == Wire.HTTP
                || (site.users() != null && site.users().roles() != null)) {
            modules.add("mod_setenv");
        }
        modules.add("mod_" + module(site));
        if (site.tls() != null) {
            modules.add("mod_openssl");
        }
        return modules.stream().map(module -> '"' + module + '"').collect(Collectors.joining(", "));
    }

    private static void tls(Lines lines, Site site) {
        if (site.tls() == null) {
            lines.addIf(
                    site.listen() != null && !site.isTrial(), "$SERVER[\"socket\"] == \":" + site.port() + "\" { }");
            return;
        }
        List<String> sockets =
                site.isTrial() ? List.of(site.listen().text()) : List.of(":" + site.port(), "[::]:" + site.port());
        for (String socket : sockets) {
            lines.open("$SERVER[\"socket\"] == \"" + socket + "\" {")
                    .add("ssl.engine = \"enable\"")
                    .add("ssl.pemfile = \"" + site.tls().certificate() + "\"")
                    .add("ssl.privkey = \"" + site.tls().key() + "\"")
                    .add("# Clients with certificates: ssl.ca-file, ssl.verifyclient.activate and .exportcert")
                    .close("}");
        }
        lines.open("$HTTP[\"scheme\"] == \"http\" {")
                .add("url.redirect = ( \"\" => \"https://${url.authority}${url.path}${qsa}\" )")
                .close("}");
    }

    private static void application(Lines lines, Site site) {
        if (!site.atRoot()) {
            lines.add("$HTTP[\"url\"] == \"" + site.mount() + "\" { url.redirect = ( \"\" => \"" + site.prefix()
                    + "${qsa}\" ) }");
        }
        for (StaticFiles files : site.statics()) {
            lines.add("alias.url += ( \"" + files.path() + "/\" => \"" + files.directory() + "/\" )");
        }
        if (site.users() != null) {
            if (!site.usersOnly()) {
                lines.add("# /admin;a=b/x is /admin/x to the application, and would pass; sessions need cookies then.")
                        .add("$HTTP[\"url\"] =~ \";\" { url.access-deny = ( \"\" ) }");
            }
            lines.add("auth.backend = \"htpasswd\"")
                    .add("auth.backend.htpasswd.userfile = \"" + site.users().file() + "\"")
                    .add("auth.require = ( \"" + site.usersPath() + "\" => ( \"method\" => \"basic\", \"realm\" => \""
                            + site.id() + "\", \"require\" => \"valid-user\" ) )");
            if (site.users().roles() != null) {
                lines.add("$HTTP[\"url\"] =~ \"^" + quoted(site.usersPath())
                        + "\" { setenv.set-environment = ( \"" + site.users().rolesVariable() + "\" => \""
                        + site.users().roles() + "\" ) }");
            }
        }
        lines.open("$HTTP[\"url\"] =~ \"^" + quoted(site.prefix()) + exceptStatic(site) + "\" {");
        backend(lines, site);
        lines.add(
                        "# What the application flushes is passed on at once. Not server.stream-request-body: with it an upload")
                .add("# of unknown length is a 411.")
                .add("server.stream-response-body = 1")
                .close("}");
    }

    private static String module(Site site) {
        return switch (site.wire()) {
            case FCGI -> "fastcgi";
            case SCGI -> "scgi";
            case AJP -> "ajp13";
            case HTTP -> "proxy";
        };
    }

    private static void backend(Lines lines, Site site) {
        String module = module(site);
        boolean cgi = site.wire() == Wire.FCGI || site.wire() == Wire.SCGI;
        // From a key with a slash mod_ajp13 makes a request for the key alone.
        String key = !cgi ? "" : site.atRoot() ? "/" : site.mount();
        if (site.secret() != null) {
            lines.add("setenv.set-environment = ( \"AJP13_SECRET\" => \"" + site.secret() + "\" )");
        }
        if (site.wire() == Wire.HTTP) {
            lines.add("# -For, -Proto and -Host are mod_proxy's own.")
                    .add("setenv.set-request-header = ( \"X-Forwarded-Port\" => \"\" )")
                    .addIf(site.webSocket(), "proxy.header = ( \"upgrade\" => \"enable\" )");
        }
        lines.addIf(site.balanced(), module + ".balance = \"sticky\"    # by the client's address")
                .open(module + ".server = ( \"" + key + "\" => (");
        for (int i = 0; i < site.members().size(); i++) {
            Member member = site.members().get(i);
            List<String> options = new ArrayList<>();
            options.add(
                    member.isUnix()
                            ? "\"socket\" => \"" + member.socket() + "\""
                            : "\"host\" => \"" + member.host() + "\", \"port\" => " + member.port());
            if (site.wire() != Wire.HTTP) {
                options.add("\"check-local\" => \"disable\"");
            }
            if (cgi && site.atRoot()) {
                options.add("\"fix-root-scriptname\" => \"enable\"");
            }
            if (site.webSocket() && cgi) {
                options.add("\"upgrade\" => \"enable\"");
            }
            if (site.sendfile() != null) {
                options.add("\"x-sendfile\" => \"enable\"");
                options.add("\"x-sendfile-docroot\" => ( \"" + site.sendfile() + "/\" )");
            }
            lines.add("( " + String.join(", ", options) + " )"
                    + (i + 1 < site.members().size() ? "," : ""));
        }
        lines.close(") )");
    }

    private static String exceptStatic(Site site) {
        String within = site.statics().stream()
                .map(StaticFiles::path)
                .filter(path -> path.startsWith(site.prefix()))
                .map(path -> quoted(path.substring(site.prefix().length())) + "/")
                .collect(Collectors.joining("|"));
        return within.isEmpty() ? "" : "(?!" + within + ")";
    }

    private static String quoted(String text) {
        return text.replace(".", "\\.");
    }

    @Override
    public ServerProgram program() {
        return new LighttpdProgram();
    }
}
