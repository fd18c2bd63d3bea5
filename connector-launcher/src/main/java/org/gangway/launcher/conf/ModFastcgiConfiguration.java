package org.gangway.launcher.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Apache with the old mod_fastcgi: FastCgiExternalServer and mod_rewrite, as Django's manual had it. */
final class ModFastcgiConfiguration implements Configuration {
    @Override
    public Abilities abilities() {
        return new Abilities(
                "mod_fastcgi", List.of(Wire.FCGI), false, true, false, true, Map.of(Wire.FCGI, "x-sendfile"), Map.of());
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        String documents = site.start().home().resolve("www").toString();
        String script = "/" + site.id() + ".fcgi";
        ApacheHost host = new ApacheHost(site);
        List<String> modules = new ArrayList<>(List.of("rewrite"));
        if (site.sendfile() != null) {
            modules.add("xsendfile");
        }
        host.head(
                abilities(),
                modules,
                List.of(
                        "apxs -i -a -n fastcgi -c mod_fastcgi.c fcgi_*.c    (in its sources; Debian has it no more)",
                        "install -d " + documents));
        Member member = site.members().get(0);
        host.lines()
                .add("# The file need not exist.")
                .add("FastCgiExternalServer \"" + documents + script + "\" "
                        + (member.isUnix() ? "-socket " + member.socket() : "-host " + member)
                        + " -flush -idle-timeout 300"
                        + (site.usersOnly() ? "" : " -pass-header Authorization"));
        host.open();
        host.lines()
                .add("DocumentRoot \"" + documents + "\"")
                .add("AllowEncodedSlashes NoDecode")
                .open("<Directory \"" + documents + "\">")
                .add("Require all granted")
                .close("</Directory>")
                .add("RewriteEngine On");
        for (StaticFiles files : site.statics()) {
            host.lines().add("RewriteRule ^" + files.path() + "/ - [L]");
        }
        host.lines().add("RewriteRule ^(" + site.mount().replace(".", "\\.") + "/.*)$ " + script + "$1 [QSA,L]");
        host.close();
        return List.of(host.file());
    }

    @Override
    public ServerProgram program() {
        return new ApacheProgram("fastcgi");
    }
}
