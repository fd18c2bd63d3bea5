package org.gangway.launcher.conf;

import java.util.List;
import java.util.Map;
import org.gangway.launcher.conf.Abilities.Tunnel;

/** HAProxy with an fcgi-app. */
final class HaproxyConfiguration implements Configuration {
    private static final String COOKIE = "cookie GANGWAY insert indirect nocache";

    @Override
    public Abilities abilities() {
        return new Abilities(
                "haproxy",
                List.of(Wire.FCGI, Wire.HTTP),
                false,
                true,
                true,
                false,
                Map.of(),
                Map.of(Wire.FCGI, Tunnel.HTTP, Wire.HTTP, Tunnel.SAME));
    }

    @Override
    public void check(Site site) throws Unfit {
        Configuration.super.check(site);
        if (site.users() != null && !site.usersOnly()) {
            throw new Unfit("haproxy compares paths as they are written, so //admin would pass for /admin; leave out"
                    + " --users-path, which asks everywhere");
        }
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        String id = site.id();
        Lines lines = new Lines().add("# /etc/haproxy/haproxy.cfg: add this at its end");
        if (site.tls() != null && !site.isTrial()) {
            lines.add("#   cat " + site.tls().certificate() + " " + site.tls().key() + " > " + pem(site)
                    + " && chmod 600 " + pem(site));
        }
        lines.add("#   haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy");
        if (site.members().stream().anyMatch(Member::isUnix)) {
            lines.add("# From its chroot HAProxy sees no socket: remove the line chroot from its global section.");
        }
        lines.add(new GangwaySide(abilities(), site).comments());
        if (site.users() != null) {
            lines.open("userlist " + id);
            if (site.users().account() == null) {
                lines.add("# For each user; openssl passwd -5 makes the hash: user NAME password HASH");
            } else {
                String[] account = site.users().account().split(":", 2);
                lines.add("user " + account[0] + " insecure-password " + account[1]);
            }
            lines.close();
        }
        frontend(lines, site);
        backend(lines, site);
        if (abilities().needsHttpBeside(site)) {
            lines.open("backend " + id + "-websocket");
            // A client may send the header Upgrade with any request.
            lines.addIf(site.users() != null, auth(id));
            forwarded(lines, site);
            lines.add("timeout tunnel 1h").addIf(site.balanced(), "balance roundrobin", COOKIE);
            for (Member member : site.members()) {
                lines.add("server " + name(site, member) + " " + address(member)
                        + (site.balanced() ? " cookie " + member.route() : ""));
            }
            lines.close();
        }
        if (site.wire() == Wire.FCGI) {
            application(lines, site);
        }
        return List.of(new ConfiguredFile("/etc/haproxy/haproxy.cfg", lines));
    }

    private void frontend(Lines lines, Site site) {
        lines.open("frontend " + site.id());
        String bind = "bind " + (site.isTrial() ? site.listen().text() : ":" + site.port());
        lines.add(bind + (site.tls() == null ? "" : " ssl crt " + pem(site)));
        if (site.tls() != null) {
            lines.add("# Clients with certificates: ca-file FILE verify optional, behind the certificate")
                    .addIf(site.listen() == null, "bind :80", "http-request redirect scheme https unless { ssl_fc }");
        }
        String condition = (site.forEveryName() ? "" : " { hdr(host),host_only -i " + site.name() + " }")
                + (site.atRoot() ? "" : " { path_beg " + site.prefix() + " }");
        if (!site.atRoot()) {
            lines.add("http-request redirect location " + site.prefix() + " if { path " + site.mount() + " }");
        }
        if (abilities().needsHttpBeside(site)) {
            lines.add("use_backend " + site.id() + "-websocket if { hdr(upgrade) -i websocket }" + condition);
        }
        lines.add(condition.isEmpty() ? "default_backend " + site.id() : "use_backend " + site.id() + " if" + condition)
                .close();
    }

    private static void backend(Lines lines, Site site) {
        String id = site.id();
        lines.open("backend " + id);
        if (site.users() != null) {
            lines.add(auth(id)).add("http-request set-var(txn.user) http_auth_user");
            if (site.users().roles() != null) {
                lines.add(
                        "http-request set-var(txn.roles) str(\"" + site.users().roles() + "\")");
            }
        }
        boolean http = site.wire() == Wire.HTTP;
        if (http) {
            forwarded(lines, site);
        }
        lines.add("timeout server 5m")
                .addIf(http && site.webSocket(), "timeout tunnel 1h")
                .addIf(!http, "use-fcgi-app " + id);
        if (site.balanced()) {
            lines.add("balance roundrobin", COOKIE);
        }
        for (Member member : site.members()) {
            lines.add("server " + name(site, member) + " " + address(member) + (http ? "" : " proto fcgi")
                    + (site.balanced() ? " check cookie " + member.route() : ""));
        }
        lines.close();
    }

    private static void application(Lines lines, Site site) {
        lines.open("fcgi-app " + site.id()).add("docroot " + site.start().home());
        if (!site.atRoot()) {
            lines.add("path-info ^(" + site.mount().replace(".", "\\.") + ")(/.*)?$");
        }
        if (site.users() == null) {
            lines.add("pass-header Authorization");
        } else {
            // Without it REMOTE_USER is whatever the client says.
            lines.add("set-param REMOTE_USER %[var(txn.user)]");
            if (site.users().roles() != null) {
                lines.add("set-param " + site.users().rolesVariable() + " %[var(txn.roles)]");
            }
        }
        if (site.tls() != null) {
            lines.add("set-param SSL_PROTOCOL %[ssl_fc_protocol] if { ssl_fc }")
                    .add("set-param SSL_CIPHER %[ssl_fc_cipher] if { ssl_fc }")
                    .add("set-param SSL_CLIENT_VERIFY %[ssl_c_verify] if { ssl_fc_has_crt }")
                    .add("set-param SSL_CLIENT_CERT_BASE64 %[ssl_c_der,base64] if { ssl_fc_has_crt }");
        }
        lines.close();
    }

    /** What {@code --forwarded x-forwarded} believes; HAProxy sets none of it by itself, and passes a client's own. */
    private static void forwarded(Lines lines, Site site) {
        lines.add("http-request set-header X-Forwarded-For %[src]")
                .add("http-request set-header X-Forwarded-Proto " + (site.tls() == null ? "http" : "https"))
                .add("http-request del-header X-Forwarded-Host", "http-request del-header X-Forwarded-Port");
    }

    /** HAProxy wants the certificate and the key in one file. */
    static String pem(Site site) {
        return site.isTrial()
                ? site.start().home().resolve("certificate.pem").toString()
                : "/etc/haproxy/" + site.id() + ".pem";
    }

    private static String auth(String id) {
        return "http-request auth realm " + id + " if !{ http_auth(" + id + ") }";
    }

    private static String name(Site site, Member member) {
        return site.balanced() ? member.route() : site.id();
    }

    private static String address(Member member) {
        return member.isUnix() ? "unix@" + member.socket() : member.toString();
    }

    @Override
    public ServerProgram program() {
        return new HaproxyProgram();
    }
}
