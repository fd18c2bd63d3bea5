package org.gangway.launcher.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gangway.launcher.conf.Abilities.Tunnel;

/** Apache with mod_proxy_fcgi, mod_proxy_scgi or mod_proxy_ajp. */
final class ApacheProxyConfiguration implements Configuration {
    private static final String STICKY = "ProxySet stickysession=JSESSIONID|jsessionid";
    private static final int LONGEST_SECRET = 63;

    @Override
    public Abilities abilities() {
        String policy = "x-sendfile";
        return new Abilities(
                "apache",
                List.of(Wire.FCGI, Wire.SCGI, Wire.AJP, Wire.HTTP),
                false,
                true,
                true,
                true,
                Map.of(Wire.FCGI, policy, Wire.SCGI, policy, Wire.AJP, policy),
                Map.of(Wire.FCGI, Tunnel.HTTP, Wire.SCGI, Tunnel.HTTP, Wire.AJP, Tunnel.HTTP, Wire.HTTP, Tunnel.SAME));
    }

    @Override
    public void check(Site site) throws Unfit {
        Configuration.super.check(site);
        if (site.secret() != null && site.secret().length() > LONGEST_SECRET) {
            throw new Unfit("apache sends at most " + LONGEST_SECRET + " characters of a secret, this one has "
                    + site.secret().length() + "; make a shorter one");
        }
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        ApacheHost host = new ApacheHost(site).proxied().variablePrefix(site.wire() == Wire.AJP ? "AJP_" : "");
        host.head(abilities(), modules(site), List.of());
        host.open();
        Lines lines = host.lines();
        if (site.tls() != null && site.wire() == Wire.AJP) {
            lines.add("SetEnvIfExpr \"%{SSL_CLIENT_VERIFY} == 'SUCCESS'\" AJP_SSL_CLIENT_VERIFY=SUCCESS");
        }
        if (site.wire() == Wire.SCGI) {
            lines.add("ProxySCGIInternalRedirect Off");
            if (site.sendfile() != null) {
                lines.add("ProxySCGISendfile X-Sendfile");
                host.granted(site.sendfile().toString());
            }
        }
        lines.add("# Seconds in which nothing happens, for long uploads and slow answers.")
                .add("ProxyTimeout 300");
        if (abilities().needsHttpBeside(site)) {
            webSocket(lines, site);
        } else if (site.wire() == Wire.HTTP) {
            lines.add("ProxyPreserveHost On");
            forwarded(lines, site, "");
        }
        if (site.balanced()) {
            balancer(lines, site);
        } else {
            lines.add("ProxyPass \"" + site.prefix() + "\" \""
                    + url(site, site.members().get(0), site.id()) + site.prefix() + "\"" + options(site)
                    + " mapping=encoded");
        }
        if ((site.wire() == Wire.FCGI || site.wire() == Wire.SCGI) && !site.usersOnly()) {
            lines.add("# The Authorization header, for an application that asks for passwords itself.")
                    .open("<Location \"" + site.prefix() + "\">")
                    .add("CGIPassAuth On")
                    .close("</Location>");
        }
        host.close();
        return List.of(host.file());
    }

    private List<String> modules(Site site) {
        boolean beside = abilities().needsHttpBeside(site);
        List<String> modules = new ArrayList<>(List.of("proxy", "proxy_" + site.wire()));
        if (site.balanced()) {
            modules.addAll(List.of("proxy_balancer", "lbmethod_byrequests"));
        }
        if (beside) {
            modules.addAll(List.of("proxy_http", "setenvif"));
        }
        if (beside || site.wire() == Wire.HTTP) {
            modules.add("headers");
        }
        if (beside || (site.tls() != null && site.listen() == null)) {
            modules.add("rewrite");
        }
        if (site.tls() != null && site.wire() == Wire.AJP && !beside) {
            modules.add("setenvif");
        }
        if (site.sendfile() != null && site.wire() != Wire.SCGI) {
            modules.add("xsendfile");
        }
        return modules;
    }

    private static void balancer(Lines lines, Site site) {
        lines.open("<Proxy \"balancer://" + site.id() + "\">");
        for (Member member : site.members()) {
            lines.add("BalancerMember \"" + url(site, member, site.id() + "-" + member.route()) + "\" route="
                    + member.route() + options(site) + " retry=10");
        }
        lines.add("# The id of a session ends with the --route of the process that has it.")
                .add(STICKY)
                .close("</Proxy>")
                .add("AllowEncodedSlashes NoDecode")
                .add("ProxyPass \"" + site.prefix() + "\" \"balancer://" + site.id() + site.prefix() + "\"");
    }

    /** Requests for WebSocket go to the same address over HTTP. */
    private static void webSocket(Lines lines, Site site) {
        String name = site.id() + "-websocket";
        lines.add("# WebSocket, over HTTP to the same address: --protocol auto takes both.");
        String to;
        if (site.balanced()) {
            to = "balancer://" + name;
            lines.open("<Proxy \"" + to + "\">");
            for (Member member : site.members()) {
                lines.add("BalancerMember \"" + http(member, name + "-" + member.route()) + "\" route=" + member.route()
                        + " upgrade=websocket");
            }
            lines.add(STICKY);
        } else {
            to = http(site.members().get(0), name);
            lines.open("<Proxy \"" + to + "\">").add("ProxySet upgrade=websocket");
        }
        lines.close("</Proxy>").add("ProxyPreserveHost On").add("SetEnvIfNoCase Upgrade \"^websocket$\" no-proxy");
        forwarded(lines, site, " env=no-proxy");
        lines.add("RewriteEngine On")
                .add("RewriteCond %{HTTP:Upgrade} =websocket [NC]")
                .add("RewriteRule ^" + site.prefix().replace(".", "\\.") + "(.*)$ \"" + to + site.prefix()
                        + "$1\" [P,L]");
    }

    /** mod_proxy_http itself adds -For and -Host, behind what the client says; the last ones are believed. */
    private static void forwarded(Lines lines, Site site, String condition) {
        lines.add("# What --forwarded x-forwarded believes, beside the fields that mod_proxy_http sets.")
                .add("RequestHeader set X-Forwarded-Proto " + (site.tls() == null ? "http" : "https") + condition)
                .add("RequestHeader unset X-Forwarded-Port" + condition);
    }

    private static String http(Member member, String name) {
        return member.isUnix() ? "unix:" + member.socket() + "|http://" + name : "http://" + member;
    }

    /** The name in the URL keeps the connections of several sockets apart. */
    private static String url(Site site, Member member, String name) {
        return member.isUnix()
                ? "unix:" + member.socket() + "|" + site.wire() + "://" + name
                : site.wire() + "://" + member;
    }

    private static String options(Site site) {
        return switch (site.wire()) {
            case FCGI -> " enablereuse=on flushpackets=on";
            case SCGI -> "";
            case HTTP -> " flushpackets=on" + (site.webSocket() ? " upgrade=websocket" : "");
            case AJP ->
                (site.secret() == null ? "" : " secret=" + site.secret())
                        + (site.balanced() ? " ping=1" : "")
                        + " flushpackets=on";
        };
    }

    @Override
    public ServerProgram program() {
        return new ApacheProgram(null);
    }
}
