package org.gangway.launcher.conf;

import java.util.ArrayList;
import java.util.List;

/** What the virtual hosts of Apache have in common, whichever module speaks to Gangway. */
final class ApacheHost {
    private final Lines lines = new Lines();
    private final Site site;
    private final String file;
    /** Whether a static path has to be taken from ProxyPass. */
    private boolean proxied;
    /** A variable of AJP has a prefix. */
    private String variablePrefix = "";

    ApacheHost(Site site) {
        this.site = site;
        this.file = "/etc/apache2/sites-available/" + site.id() + ".conf";
    }

    /** mod_proxy: a path is passed on unless it is excepted. */
    ApacheHost proxied() {
        proxied = true;
        return this;
    }

    /** The variables that AJP shall send begin with it. */
    ApacheHost variablePrefix(String prefix) {
        variablePrefix = prefix;
        return this;
    }

    Lines lines() {
        return lines;
    }

    /**
     * Begins the file.
     *
     * @param abilities what the server can do
     * @param modules what is to be enabled
     * @param notes more that is to be done before
     */
    void head(Abilities abilities, List<String> modules, List<String> notes) {
        List<String> enabled = new ArrayList<>(modules);
        enabled.add("env");
        if (!site.atRoot() || !site.statics().isEmpty()) {
            enabled.add("alias");
        }
        if (site.tls() != null) {
            enabled.add("ssl");
        }
        if (site.users() != null) {
            enabled.addAll(List.of("auth_basic", "authn_file", "authz_user"));
        }
        lines.add("# " + file);
        notes.forEach(note -> lines.add("#   " + note));
        if (site.users() != null) {
            lines.add("#   htpasswd -c " + site.users().file() + " NAME");
        }
        lines.addIf(site.secret() != null && site.wire() == Wire.AJP && proxied, "#   chmod 600 " + file);
        lines.add("#   a2enmod " + String.join(" ", enabled));
        lines.addIf(site.forEveryName(), "#   a2dissite 000-default    (this one is for all host names)");
        lines.add("#   a2ensite " + site.id() + " && apache2ctl configtest && systemctl restart apache2");
        if (!abilities.starts()) {
            lines.add(new GangwaySide(abilities, site).comments());
        }
    }

    /** Begins the virtual host. */
    void open() {
        lines.addIf(site.listen() != null && !site.isTrial(), "Listen " + site.port());
        if (site.tls() != null && site.listen() == null) {
            lines.open("<VirtualHost *:80>");
            lines.addIf(!site.forEveryName(), "ServerName " + site.name());
            lines.add("RewriteEngine On", "RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [NE,L,R=301]")
                    .close("</VirtualHost>");
        }
        lines.open("<VirtualHost " + (site.isTrial() ? site.listen().text() : "*:" + site.port()) + ">");
        lines.addIf(!site.forEveryName(), "ServerName " + site.name());
        if (site.tls() != null) {
            lines.add("SSLEngine on")
                    .add("SSLCertificateFile \"" + site.tls().certificate() + "\"")
                    .add("SSLCertificateKeyFile \"" + site.tls().key() + "\"")
                    .add("# Clients with certificates: SSLVerifyClient optional, and SSLCACertificateFile FILE")
                    .add("SSLOptions +StdEnvVars +ExportCertData");
        }
        if (site.wire() != Wire.HTTP) {
            lines.add("# Without it Apache takes the length out of most responses.")
                    .add("SetEnv ap_trust_cgilike_cl yes");
        }
        if (!site.atRoot()) {
            lines.add("RedirectMatch \"^" + site.mount().replace(".", "\\.") + "$\" \"" + site.mount() + "/\"");
        }
        for (StaticFiles files : site.statics()) {
            lines.add("Alias \"" + files.path() + "/\" \"" + files.directory() + "/\"");
            lines.addIf(
                    proxied, "ProxyPass \"" + files.path() + "/\" \"!\"" + (site.balanced() ? "" : " mapping=encoded"));
            granted(files.directory().toString());
        }
        if (site.sendfile() != null && site.wire() != Wire.SCGI) {
            lines.add("XSendFile on", "XSendFilePath \"" + site.sendfile() + "\"");
        }
    }

    /** Lets clients see what is in a directory. */
    void granted(String directory) {
        lines.open("<Directory \"" + directory + "\">")
                .add("Require all granted")
                .close("</Directory>");
    }

    /** Ends the virtual host: who may see what. */
    void close() {
        if (site.users() != null) {
            if (!site.usersOnly()) {
                lines.add("# /admin;a=b/x is /admin/x to the application, and would pass; sessions need cookies then.")
                        .open("<LocationMatch \";\">")
                        .add("Require all denied")
                        .close("</LocationMatch>");
            }
            lines.open("<Location \"" + site.usersPath() + "\">")
                    .add("AuthType Basic")
                    .add("AuthName \"" + site.id() + "\"")
                    .add("AuthUserFile \"" + site.users().file() + "\"")
                    .add("Require valid-user");
            if (site.users().roles() != null) {
                lines.add("SetEnv " + variablePrefix + site.users().rolesVariable() + " \""
                        + site.users().roles() + "\"");
            }
            lines.close("</Location>");
        }
        lines.close("</VirtualHost>");
    }

    /** The finished file. */
    ConfiguredFile file() {
        return new ConfiguredFile(file, lines);
    }
}
