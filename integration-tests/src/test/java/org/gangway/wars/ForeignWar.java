package org.gangway.wars;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** WARs that nobody of this project wrote. Each exercises something else; none is changed. */
enum ForeignWar {
    /** WebDAV: LOCK, MOVE and COPY with absolute Destination headers, PROPFIND, versioning; Basic logins. */
    JACKRABBIT("jackrabbit-webapp", "ee8", "") {
        @Override
        List<String> files() {
            return List.of("jackrabbit/bootstrap.properties", "jackrabbit/repository.xml");
        }
    },
    /** A wiki: JSP, logins, uploads, redirects after POST. */
    JSPWIKI("jspwiki-war", "ee8", "") {
        @Override
        Map<String, String> environment(Path data) {
            return Map.of(
                    "jspwiki_fileSystemProvider_pageDir",
                    data.resolve("pages").toString(),
                    "jspwiki_basicAttachmentProvider_storageDir",
                    data.resolve("pages").toString(),
                    "jspwiki_workDir",
                    data.resolve("work").toString(),
                    "jspwiki_xmlUserDatabaseFile",
                    data.resolve("users.xml").toString(),
                    "jspwiki_xmlGroupDatabaseFile",
                    data.resolve("groups.xml").toString(),
                    "jspwiki_use_external_logconfig",
                    "true");
        }
    },
    /** Component URLs with session ids and page versions; Ajax. */
    WICKET("wicket-examples", "ee8", "") {
        @Override
        List<String> options(Path data) {
            return List.of(
                    "-Dwicket.configuration=deployment",
                    // Its Weld defines classes by reflection, which no JDK since 16 lets it unasked.
                    "--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
    },
    /** JSP, asynchronous servlets, non-blocking input and output, sessions, cookies, FORM logins. */
    TOMCAT_EXAMPLES("tomcat10-examples", "ee10", "Example Form-Based Authentication Area"),
    /** JSTL and tag files. */
    JSP_DEMO("jetty-ee10-demo-jsp-webapp", "ee10", ""),
    /** JSON over GET and POST, with CORS. */
    JOLOKIA("jolokia-agent-war", "ee11", "jolokia");

    private final String artifact;
    private final String level;
    private final String realm;

    ForeignWar(String artifact, String level, String realm) {
        this.artifact = artifact;
        this.level = level;
        this.realm = realm;
    }

    /** The name of its file, and of its script. */
    String artifact() {
        return artifact;
    }

    /** Jetty's environment that it needs. */
    String level() {
        return level;
    }

    /** The realm of the container's users that it needs, empty for none. */
    String realm() {
        return realm;
    }

    /** Whether a mount point that is known per request only can work: not for javax.servlet. */
    boolean isJakarta() {
        return !level.equals("ee8");
    }

    /** Options of the JVM. */
    List<String> options(Path data) {
        return List.of();
    }

    /** What an administrator would write beside it: resources below its name, by their path in its directory. */
    List<String> files() {
        return List.of();
    }

    /** Variables of the process. */
    Map<String, String> environment(Path data) {
        return Map.of();
    }
}
