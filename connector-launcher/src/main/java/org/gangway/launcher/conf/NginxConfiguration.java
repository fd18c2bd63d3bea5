package org.gangway.launcher.conf;

import static org.gangway.launcher.conf.Abilities.Tunnel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** nginx with {@code fastcgi_pass} or {@code scgi_pass}. */
final class NginxConfiguration implements Configuration {
    /** What stands for the WAR's directory in the answers to nginx. */
    private static final String FILES = "/files/";

    @Override
    public Abilities abilities() {
        String policy = "x-accel-redirect:" + FILES;
        return new Abilities(
                "nginx",
                List.of(Wire.FCGI, Wire.SCGI, Wire.HTTP),
                false,
                true,
                true,
                true,
                Map.of(Wire.FCGI, policy, Wire.SCGI, policy),
                Map.of(Wire.FCGI, Tunnel.HTTP, Wire.SCGI, Tunnel.SAME, Wire.HTTP, Tunnel.SAME));
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        String file = "/etc/nginx/sites-available/" + site.id();
        Lines lines = new Lines()
                .add("# " + file + "  (without that directory: /etc/nginx/conf.d/" + site.id() + ".conf)")
                .add("#   ln -s " + file + " /etc/nginx/sites-enabled/")
                .addIf(
                        site.forEveryName(),
                        "#   rm /etc/nginx/sites-enabled/default    (this one is for all host names)");
        if (site.users() != null) {
            lines.add("#   htpasswd -c " + site.users().file() + " NAME    (of the package apache2-utils)");
        }
        lines.add("#   nginx -t && systemctl reload nginx").add(new GangwaySide(abilities(), site).comments());
        lines.addIf(abilities().needsHttpBeside(site) && site.users() != null, "# With --protocol scgi it is told.");
        maps(lines, site);
        upstreams(lines, site);
        redirectToTls(lines, site);
        server(lines, site);
        return List.of(new ConfiguredFile(file, lines));
    }

    /**
     * The host is that of an absolute target, else the Host header with its port. HTTP/3 has none: then it is that of
     * {@code :authority}, whose port nginx doesn't tell. Without either nginx sends its own name, and what is no host (a
     * pattern, no port of a Unix socket) is left out by Gangway.
     */
    private static void maps(Lines lines, Site site) {
        lines.add("# The client's host with its port; without a Host header (HTTP/3, HTTP/1.0) with the server's port.")
                .open("map \"$host $http_host\" $" + site.variable() + "_host {")
                .add("default $host;");
        if (site.wire() == Wire.HTTP && site.forEveryName()) {
            // The server's name would be the host; over the other protocols Gangway takes it for none.
            lines.add("\"_ \" $server_addr:$server_port;");
        }
        lines.add("\"~ $\" $host:$server_port;", "\"~*^(\\S+) \\1(:[0-9]+)?$\" $http_host;")
                .close("}");
        if (site.balanced()) {
            lines.add("# A session goes to the process that has it: its id ends with the --route of that.")
                    .open("map $cookie_JSESSIONID $" + site.variable() + "_member {")
                    .add("default " + site.id() + ";");
            for (Member member : site.members()) {
                lines.add("~\\." + member.route() + "$ " + site.id() + "_" + member.route() + ";");
            }
            lines.close("}");
        }
        if (site.wire() == Wire.HTTP && site.webSocket()) {
            lines.open("map $http_upgrade $" + site.variable() + "_connection {")
                    .add("default upgrade;", "\"\" \"\";")
                    .close("}");
        }
    }

    private static void upstreams(Lines lines, Site site) {
        if (site.wire() == Wire.HTTP && !site.balanced()) {
            lines.open("upstream " + site.id() + " {")
                    .add("server " + site.members().get(0) + ";", "keepalive 8;")
                    .close("}");
        }
        if (!site.balanced()) {
            return;
        }
        lines.open("upstream " + site.id() + " {");
        site.members().forEach(member -> lines.add("server " + member + ";"));
        lines.close("}");
        for (Member own : site.members()) {
            lines.open("upstream " + site.id() + "_" + own.route() + " {").add("server " + own + ";");
            site.members().stream()
                    .filter(member -> !member.equals(own))
                    .forEach(member -> lines.add("server " + member + " backup;"));
            lines.close("}");
        }
    }

    private static void redirectToTls(Lines lines, Site site) {
        if (site.tls() != null && site.listen() == null) {
            lines.open("server {")
                    .add(listens(80, site.forEveryName() ? " default_server" : ""))
                    .add("server_name " + serverName(site) + ";")
                    .add("return 301 https://$host$request_uri;")
                    .close("}");
        }
    }

    private void server(Lines lines, Site site) {
        lines.open("server {");
        String parameters = (site.tls() == null ? "" : " ssl") + (site.forEveryName() ? " default_server" : "");
        if (site.isTrial()) {
            lines.add("listen " + site.listen().text() + parameters + ";");
        } else {
            lines.add(listens(site.port(), parameters));
        }
        lines.add("server_name " + serverName(site) + ";");
        if (site.tls() != null) {
            lines.add("ssl_certificate " + site.tls().certificate() + ";")
                    .add("ssl_certificate_key " + site.tls().key() + ";")
                    .add("# Clients with certificates: ssl_verify_client optional; ssl_client_certificate FILE;");
        }
        lines.add("client_max_body_size 0;    # no limit; nginx's own is 1m");
        for (StaticFiles files : site.statics()) {
            lines.add("location " + files.path() + "/ { alias " + files.directory() + "/; }");
        }
        if (site.sendfile() != null) {
            lines.add("# Only nginx itself can ask for it: where Gangway says that a file is to be sent.")
                    .add("location " + FILES
                            + (site.atRoot() ? "" : site.mount().substring(1) + "/") + " { internal; alias "
                            + site.sendfile() + "/; }");
        }
        if (!site.atRoot()) {
            lines.add("location = " + site.mount() + " { return 301 " + site.mount() + "/$is_args$args; }");
        }
        if (site.users() != null && !site.usersOnly()) {
            lines.add("# /admin;a=b/x is /admin/x to the application, and would pass; sessions need cookies then.")
                    .add("location ~ \";\" { return 404; }");
            location(lines, site, site.usersPath(), true);
        }
        location(lines, site, site.prefix(), site.usersOnly());
        lines.close("}");
    }

    private void location(Lines lines, Site site, String path, boolean asksUsers) {
        if (site.wire() == Wire.HTTP) {
            lines.open("location " + path + " {")
                    .add("proxy_http_version 1.1;")
                    .add("proxy_set_header Connection "
                            + (site.webSocket() ? "$" + site.variable() + "_connection" : "\"\"") + ";")
                    .addIf(site.webSocket(), "proxy_set_header Upgrade $http_upgrade;");
            forwarded(lines, site);
            lines.add("proxy_read_timeout " + (site.webSocket() ? "1h" : "5m") + ";")
                    .addIf(site.webSocket(), "proxy_send_timeout 1h;")
                    .add("proxy_pass http://" + (site.balanced() ? "$" + site.variable() + "_member" : site.id()) + ";")
                    .close("}");
            return;
        }
        String kind = site.wire() == Wire.FCGI ? "fastcgi" : "scgi";
        String parameter = kind + "_param ";
        lines.open("location " + path + " {");
        if (asksUsers) {
            lines.add(
                    "auth_basic \"" + site.id() + "\";",
                    "auth_basic_user_file " + site.users().file() + ";");
        }
        lines.add("include " + kind + "_params;").add(parameter + "HTTP_HOST $" + site.variable() + "_host;");
        if (!site.atRoot() && site.wire() == Wire.FCGI) {
            lines.add("fastcgi_split_path_info ^(" + quoted(site.mount()) + ")(/.*)$;")
                    .add("fastcgi_param PATH_INFO $fastcgi_path_info;");
        }
        // Without a check $remote_user is whatever the client says; the packaged file has it.
        lines.add(parameter + "REMOTE_USER " + (asksUsers ? "$remote_user" : "\"\"") + ";");
        if (asksUsers && site.users().roles() != null) {
            lines.add(parameter + site.users().rolesVariable() + " \""
                    + site.users().roles() + "\";");
        }
        if (site.tls() != null) {
            tlsFacts().forEach(fact -> lines.add(parameter + fact));
        }
        String to = site.balanced()
                ? "$" + site.variable() + "_member"
                : site.members().get(0).toString();
        boolean beside = abilities().needsHttpBeside(site);
        boolean tunnels = site.webSocket() && !beside;
        lines.add(kind + "_read_timeout " + (tunnels ? "1h" : "5m") + ";")
                .addIf(tunnels, kind + "_send_timeout 1h;")
                .add(kind + "_pass " + to + ";");
        if (beside) {
            lines.add("# WebSocket, over HTTP to the same address: --protocol auto takes both.")
                    .add("proxy_http_version 1.1;")
                    .add("proxy_set_header Connection upgrade;", "proxy_set_header Upgrade websocket;");
            forwarded(lines, site);
            lines.add("proxy_read_timeout 1h;", "proxy_send_timeout 1h;")
                    .add("if ($http_upgrade ~* ^websocket$) { proxy_pass http://" + to + "; }");
        }
        lines.close("}");
    }

    /** What {@code --forwarded x-forwarded} believes; nginx sets none of it by itself, and passes a client's own. */
    private static void forwarded(Lines lines, Site site) {
        String host = "$" + site.variable() + "_host";
        lines.add("proxy_set_header Host " + host + ";")
                .add("proxy_set_header X-Forwarded-For $remote_addr;", "proxy_set_header X-Forwarded-Proto $scheme;")
                .add("proxy_set_header X-Forwarded-Host " + host + ";", "proxy_set_header X-Forwarded-Port \"\";");
    }

    private static List<String> tlsFacts() {
        return List.of(
                "SSL_PROTOCOL $ssl_protocol if_not_empty;",
                "SSL_CIPHER $ssl_cipher if_not_empty;",
                "SSL_SESSION_ID $ssl_session_id if_not_empty;",
                "SSL_CLIENT_VERIFY $ssl_client_verify if_not_empty;",
                "SSL_CLIENT_CERT $ssl_client_raw_cert if_not_empty;");
    }

    private static List<String> listens(int port, String parameters) {
        List<String> lines = new ArrayList<>();
        lines.add("listen " + port + parameters + ";");
        lines.add("listen [::]:" + port + parameters + ";");
        return lines;
    }

    private static String serverName(Site site) {
        return site.forEveryName() ? "_" : site.name();
    }

    private static String quoted(String path) {
        return path.replace(".", "\\.");
    }

    @Override
    public ServerProgram program() {
        return new NginxProgram();
    }
}
