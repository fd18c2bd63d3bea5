package org.gangway.launcher.conf;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gangway.launcher.conf.Abilities.Tunnel;

/** Caddy with the transport fastcgi. */
final class CaddyConfiguration implements Configuration {
    @Override
    public Abilities abilities() {
        return new Abilities(
                "caddy",
                List.of(Wire.FCGI, Wire.HTTP),
                false,
                true,
                true,
                true,
                Map.of(),
                Map.of(Wire.FCGI, Tunnel.HTTP, Wire.HTTP, Tunnel.SAME));
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        Lines lines = new Lines().add("# /etc/caddy/Caddyfile: a site of it");
        if (site.users() != null && !site.isTrial()) {
            lines.add("#   echo NAME $(caddy hash-password | tail -n 1) >> "
                    + site.users().file());
        }
        lines.addIf(
                        site.members().stream().anyMatch(Member::isUnix),
                        "#   usermod -aG " + GangwaySide.GROUP + " caddy    (so that it may connect to the socket)")
                .add("#   caddy validate --config /etc/caddy/Caddyfile && systemctl restart caddy")
                .add(new GangwaySide(abilities(), site).comments())
                .open(address(site) + " {")
                .addIf(site.isTrial(), "bind 127.0.0.1");
        if (site.tls() != null) {
            lines.addIf(!site.forEveryName(), "# Without this line Caddy fetches a certificate itself.")
                    .add("tls " + site.tls().certificate() + " " + site.tls().key());
        }
        for (StaticFiles files : site.statics()) {
            lines.open("handle_path " + files.path() + "/* {")
                    .add("root * " + files.directory(), "file_server")
                    .close("}");
        }
        lines.addIf(!site.atRoot(), "redir " + site.mount() + " " + site.prefix());
        if (site.users() != null && !site.usersOnly()) {
            lines.add("# /admin;a=b/x is /admin/x to the application, and would pass; sessions need cookies then.")
                    .add("@semicolon path *;*", "respond @semicolon 404");
            handle(lines, site, site.usersPath() + "*", true);
        }
        handle(lines, site, site.prefix() + "*", site.usersOnly());
        lines.close("}");
        return List.of(new ConfiguredFile("/etc/caddy/Caddyfile", lines));
    }

    private static String address(Site site) {
        String name = site.forEveryName() ? "" : site.name();
        if (site.isTrial()) {
            return (site.tls() == null ? "http://" : "https://") + name + ":" + site.port();
        }
        String port = site.listen() == null ? "" : ":" + site.port();
        if (site.tls() == null) {
            return "http://" + (name.isEmpty() && port.isEmpty() ? ":80" : name + port);
        }
        return name.isEmpty() ? ":" + site.port() : name + port;
    }

    private static void handle(Lines lines, Site site, String path, boolean asksUsers) {
        lines.open("handle " + path + " {");
        if (asksUsers) {
            lines.open("basicauth {").add("import " + site.users().file()).close("}");
        }
        String to = site.members().stream()
                .map(member -> member.isUnix() ? "unix/" + member.socket() : member.toString())
                .collect(Collectors.joining(" "));
        String unset = "header_up -X-Forwarded-Port";
        String sticky = "lb_policy cookie " + site.variable() + "_member";
        if (site.webSocket() && site.wire() != Wire.HTTP) {
            lines.add("# WebSocket, over HTTP to the same address: --protocol auto takes both.")
                    .open("@websocket {")
                    .add("header_regexp Connection (?i)upgrade", "header_regexp Upgrade (?i)^websocket$")
                    .close("}")
                    .open("reverse_proxy @websocket " + to + " {")
                    .addIf(site.balanced(), sticky)
                    .add(unset)
                    .close("}");
        }
        lines.open("reverse_proxy " + to + " {");
        lines.addIf(site.balanced(), sticky).add("flush_interval -1");
        if (site.wire() == Wire.HTTP) {
            lines.add("# -For, -Proto and -Host are Caddy's own.", unset)
                    .close("}")
                    .close("}");
            return;
        }
        boolean roles = asksUsers && site.users().roles() != null;
        if (roles || site.tls() != null) {
            lines.open("transport fastcgi {");
            if (roles) {
                lines.add("env " + site.users().rolesVariable() + " \""
                        + site.users().roles() + "\"");
            }
            lines.addIf(
                            site.tls() != null,
                            "env SSL_CIPHER {http.request.tls.cipher_suite}",
                            "env SSL_PROTOCOL {http.request.tls.version}",
                            "env SSL_CLIENT_CERT_BASE64 {http.request.tls.client.certificate_der_base64}")
                    .close("}");
        } else {
            lines.add("transport fastcgi");
        }
        lines.close("}").close("}");
    }

    @Override
    public ServerProgram program() {
        return new CaddyProgram();
    }
}
