package org.gangway.launcher.conf;

import java.util.List;
import java.util.Map;

/** Cherokee, as was watched with its 1.2.104. */
final class CherokeeConfiguration implements Configuration {
    @Override
    public Abilities abilities() {
        return new Abilities("cherokee", List.of(Wire.FCGI, Wire.SCGI), false, true, true, true, Map.of(), Map.of());
    }

    @Override
    public void check(Site site) throws Unfit {
        Configuration.super.check(site);
        if (site.users() != null && site.users().roles() != null) {
            throw new Unfit("cherokee tells the user and no roles; leave out --roles, and give gangway run"
                    + " --remote-user authorize with --realm");
        }
        if (site.users() != null && !site.usersOnly()) {
            throw new Unfit(
                    "cherokee doesn't take /admin;a=b for /admin, so it would pass; leave out --users-path, which"
                            + " asks everywhere");
        }
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        String file = "/etc/cherokee/cherokee.conf";
        Lines lines = new Lines()
                .add("# " + file + ": lines for its virtual server 1; a rule with a higher number comes first")
                .add("#   systemctl restart cherokee")
                .add(new GangwaySide(abilities(), site).comments());
        if (site.tls() != null || site.listen() != null) {
            lines.add("server!bind!2!port = " + site.port());
        }
        if (site.tls() != null) {
            lines.add("server!tls = libssl", "server!bind!2!tls = 1")
                    .add("vserver!1!ssl_certificate_file = " + site.tls().certificate())
                    .add("vserver!1!ssl_certificate_key_file = " + site.tls().key());
        }
        int source = 910;
        for (Member member : site.members()) {
            String prefix = "source!" + source++ + "!";
            lines.add(prefix + "nick = " + site.id() + (site.balanced() ? "-" + member.route() : ""))
                    .add(prefix + "type = host")
                    .add(prefix + "host = " + (member.isUnix() ? member.socket().toString() : member.toString()));
        }
        int number = 960;
        for (StaticFiles files : site.statics()) {
            String rule = match(lines, number--, files.path());
            lines.add(rule + "document_root = " + files.directory(), rule + "handler = file");
        }
        String mount = site.atRoot() ? "/" : site.mount();
        refuseUntoldLength(lines, number--, mount);
        handler(lines, site, match(lines, number, mount));
        return List.of(new ConfiguredFile(file, lines));
    }

    private static String match(Lines lines, int number, String path) {
        String rule = "vserver!1!rule!" + number + "!";
        if (path.equals("/")) {
            lines.add(rule + "match = default");
        } else {
            lines.add(rule + "match = directory", rule + "match!directory = " + path);
        }
        return rule;
    }

    /** Over SCGI such a body would look empty, and over FastCGI Cherokee hands its framing on. */
    private static void refuseUntoldLength(Lines lines, int number, String path) {
        String rule = "vserver!1!rule!" + number + "!";
        lines.add("# Uploads of unknown length (chunked) get a 411, because Cherokee breaks them.");
        String header = rule + "match!";
        if (path.equals("/")) {
            lines.add(rule + "match = header");
        } else {
            header = rule + "match!right!";
            lines.add(rule + "match = and", rule + "match!left = directory")
                    .add(rule + "match!left!directory = " + path, rule + "match!right = header");
        }
        lines.add(header + "header = Transfer-Encoding", header + "type = provided")
                .add(rule + "handler = custom_error", rule + "handler!error = 411");
    }

    private static void handler(Lines lines, Site site, String rule) {
        if (site.users() != null) {
            lines.add(rule + "auth = htpasswd", rule + "auth!methods = basic", rule + "auth!realm = " + site.id())
                    .add(rule + "auth!passwdfile = " + site.users().file());
        }
        lines.add(rule + "handler = " + (site.wire() == Wire.FCGI ? "fcgi" : "scgi"))
                .add(rule + "handler!check_file = 0", rule + "handler!error_handler = 1")
                .add(rule + "handler!pass_req_headers = 1", rule + "handler!x_real_ip_enabled = 0")
                .add(rule + "handler!balancer = " + (site.balanced() ? "ip_hash" : "round_robin"));
        for (int i = 0; i < site.members().size(); i++) {
            lines.add(rule + "handler!balancer!source!" + (i + 1) + " = " + (910 + i));
        }
    }

    @Override
    public ServerProgram program() {
        return new CherokeeProgram();
    }
}
