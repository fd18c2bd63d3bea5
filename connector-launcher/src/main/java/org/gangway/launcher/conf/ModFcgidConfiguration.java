package org.gangway.launcher.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Apache with mod_fcgid, which starts Gangway itself. */
final class ModFcgidConfiguration implements Configuration {
    @Override
    public Abilities abilities() {
        return new Abilities(
                "mod_fcgid", List.of(Wire.FCGI), true, false, false, true, Map.of(Wire.FCGI, "x-sendfile"), Map.of());
    }

    @Override
    public List<ConfiguredFile> files(Site site) {
        String directory = site.start().home().resolve("fcgi").toString();
        String script = directory + "/" + site.id() + ".fcgi";
        ApacheHost host = new ApacheHost(site);
        List<String> modules = new ArrayList<>(List.of("fcgid"));
        if (site.tls() != null && site.listen() == null) {
            modules.add("rewrite");
        }
        if (site.sendfile() != null) {
            modules.add("xsendfile");
        }
        host.head(abilities(), modules, List.of("apt-get install libapache2-mod-fcgid"));
        host.open();
        host.lines()
                .add("AllowEncodedSlashes NoDecode")
                .add("# Uploads of up to a GiB; what the application flushes is passed on at once.")
                .add("FcgidMaxRequestLen 1073741824")
                .add("FcgidOutputBufferSize 0")
                .addIf(!site.usersOnly(), "FcgidPassHeader Authorization")
                .add("# One JVM, which gets one request after the other; for more load: gangway conf apache")
                .add("FcgidMaxProcessesPerClass 1")
                .add("FcgidConnectTimeout 60", "FcgidIOTimeout 300", "FcgidBusyTimeout 300")
                .add("ScriptAlias \"" + (site.atRoot() ? "/" : site.mount()) + "\" \"" + script
                        + (site.atRoot() ? "/" : "") + "\"")
                .open("<Directory \"" + directory + "\">")
                .add("Options +ExecCGI", "SetHandler fcgid-script", "Require all granted")
                .close("</Directory>");
        host.close();
        return List.of(script(site, directory, script), host.file());
    }

    private ConfiguredFile script(Site site, String directory, String script) {
        Start start = site.start();
        List<String> words = new ArrayList<>(
                List.of(start.program().toString(), "run", start.war().toString()));
        words.addAll(new GangwaySide(abilities(), site).options(null));
        return new ConfiguredFile(
                script,
                new Lines()
                        .add("#!/bin/sh")
                        .add("# " + script)
                        .add("#   install -d " + directory + ", save this there, and chmod 755 " + script)
                        .add("#   Apache's user must be able to read the WAR. After a change: replace the file by a new"
                                + " one (cp, mv).")
                        .add("export JAVA_HOME="
                                + GangwaySide.quoted(start.java().toString()))
                        .add("exec " + String.join(" ", words)));
    }

    @Override
    public ServerProgram program() {
        return new ApacheProgram("fcgid");
    }
}
