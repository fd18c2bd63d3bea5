package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The mount point and the path. In the tables P stands for {@code /app/hello wörld/a/b;x=1} as web servers hand it on,
 * K for the same with the encoded slash kept, and U for what the client sent.
 */
class MountPointTest {
    private static final String U = "/app/hello%20w%C3%B6rld/a%2Fb;x=1";
    private static final String P = "/app/hello wörld/a/b;x=1";
    private static final String K = "/app/hello wörld/a%2Fb;x=1";

    /** Every FastCGI server's row of the measured table. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "ProxyPass, ProxyPassMatch, [P], GENERIC | /shopU | /shopK | absent |  | /shopU",
                "ProxyPass with mapping=encoded | /shopU | /shopU | absent |  | /shopU",
                "ProxyFCGISetEnvIf | /shopU | /shop | K | /shop | /shopU",
                "SetHandler proxy:fcgi | /shopU | /shop | K | /shop | /shopU",
                "SetHandler at the root splits where the file system ends | /a%20b/c | /a b | /c | /a%20b | /a%20b/c",
                "RewriteRule to virtual .fcgi, server context | /shopU | '' | /shopK |  | /shopU",
                "RewriteRule in .htaccess | /shopU | /mysite.fcgi | /shopK |  | /shopU",
                "RewriteRule in .htaccess under Alias | /shopU | /shop/app.fcgi | K | /shop | /shopU",
                "Action handler virtual | /shopU | /flush.fcgi | /shopK |  | /shopU",
                "Alias, ScriptAlias, FcgidWrapper virtual | /shopU | /shop | K | /shop | /shopU",
                "ScriptAlias / | U | '' | K |  | U",
                "lighttpd key /shop | /shopU | /shop | P | /shop | /shopU",
                "lighttpd key /shop/ | /shopU | /shop/app | /hello wörld/a/b;x=1 | /shop/app | /shopU",
                "lighttpd key / | U | /app | /hello wörld/a/b;x=1 | /app | U",
                "lighttpd key / with fix-root-scriptname | U | '' | P |  | U",
                "lighttpd rewrite-once | /shopU | /mysite.fcgi | /shopP |  | /shopU",
                "lighttpd strip-request-uri | U | /shop | P | /shop | /shopU",
                "nginx packaged fastcgi_params | /shopU | /shopP | absent |  | /shopU",
                "nginx Django 1.8 | /shopU | /shopP | /shopP |  | /shopU",
                "nginx fastcgi_split_path_info | /shopU | /shop | P | /shop | /shopU",
                "nginx rewrite break | /shopU | P | P | /shop | /shopU",
                "nginx rewrite break, packaged | /shopU | P | absent | /shop | /shopU",
                "Caddy | /shopU | '' | /shopP |  | /shopU",
                "Caddy handle_path | /shopU | '' | P | /shop | /shopU",
                "Caddy split .fcgi | /shopU | /shop | P | /shop | /shopU",
                "h2o path key | /shopU | '' | /shopP |  | /shopU",
                "HAProxy | /shopU | /shopP | absent |  | /shopU",
                "HAProxy path-info | /shopU | /shop | P | /shop | /shopU",
                "HAProxy path-info, group 1 empty | U | absent | P |  | U",
                "Cherokee Directory rule | /shopU | /shop | P | /shop | /shopU"
            })
    void autoFindsTheMountOfEveryRow(
            String row, String uri, String scriptName, String pathInfo, String mount, String path) {
        CgiRequest request = Cgi.get(fill(uri))
                .with("SCRIPT_NAME", fill(scriptName))
                .with("PATH_INFO", fill(pathInfo))
                .with("REDIRECT_URL", row.contains(".htaccess") || row.contains("Action") ? fill("/shopK") : null)
                .map();
        assertThat(request.scriptName()).isEqualTo(mount == null ? "" : mount);
        assertThat(request.path()).isEqualTo(fill(path));
    }

    private static String fill(String text) {
        return text == null ? null : text.replace("U", U).replace("P", P).replace("K", K);
    }

    @Test
    void apacheWithMappingEncodedDecodesUnreservedCharacters() {
        CgiRequest request =
                Cgi.get("/a%20b/z%7Ew").with("SCRIPT_NAME", "/a%20b/z~w").map();
        assertThat(request.path()).isEqualTo("/a%20b/z%7Ew");
        assertThat(request.scriptName()).isEmpty();
    }

    @Test
    void nginxGivenTwiceTheLastScriptNameIsMeant() {
        CgiRequest request = Cgi.get("/shop/x")
                .with("SCRIPT_NAME", "/shop/x")
                .with("SCRIPT_NAME", "/shop")
                .with("PATH_INFO", "/x")
                .map();
        assertThat(request.scriptName()).isEqualTo("/shop");
    }

    /** Slashes, dots and escapes that each web server treats in its own way. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "Apache merges | /shop/dbl/slash/y/A | absent | ''",
                "nginx splits | /shop | /dbl/slash/y/A | /shop",
                "nginx merge_slashes off | /shop//dbl//slash/y/A | absent | ''",
                "HAProxy keeps all | /shop | //dbl//slash/x/../y/./z~w/../A | /shop",
                "HAProxy keeps all in one | /shop//dbl//slash/x/../y/./z~w/../A | absent | ''",
                "nginx rewrites | /dbl/slash/y/A | absent | /shop"
            })
    void slashesAndDotsDontHideTheMount(String row, String scriptName, String pathInfo, String mount) {
        String uri = "/shop//dbl//slash/x/../y/./z%7Ew/%2e%2e/%41";
        CgiRequest request = Cgi.get(uri + "?u=%41")
                .with("SCRIPT_NAME", scriptName)
                .with("PATH_INFO", pathInfo)
                .map();
        assertThat(request.scriptName()).isEqualTo(mount);
        assertThat(request.path()).isEqualTo(uri);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/%73hop/x,       /shop, /x, /%73hop",
        "/caf%C3%A9/x,    /café, /x, /caf%C3%A9",
        "/café/x,         /café, /x, /café",
        "//shop//x,       /shop, /x, //shop",
        "/y/../shop/x,    /shop, /x, /y/../shop",
        "/shop/y/../../shop/x, /shop, /x, /shop/y/../../shop",
        "/SHOP/x,         /shop, /x, /SHOP"
    })
    void theMountHasTheSpellingOfThePath(String uri, String scriptName, String pathInfo, String mount) {
        CgiRequest request = Cgi.get(uri)
                .with("SCRIPT_NAME", scriptName)
                .with("PATH_INFO", pathInfo)
                .map();
        assertThat(request.scriptName()).isEqualTo(mount);
        assertThat(request.path()).startsWith(mount);
    }

    @Test
    void anEncodedSlashBehindTheMountIsNoPlaceToCut() {
        CgiRequest request = Cgi.get("/shop%2Fx")
                .with("SCRIPT_NAME", "/shop")
                .with("PATH_INFO", "/x")
                .map();
        assertThat(request.scriptName()).isEmpty();
        assertThat(request.path()).isEqualTo("/shop%2Fx");
    }

    /** The mount point hit without a slash behind it: some web servers tell, the others can't be told apart. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "nginx split: empty PATH_INFO | '' | nginx/1.22.1 | absent | /shop",
                "lighttpd always splits | absent | lighttpd/1.4.69 | absent | /shop",
                "Apache Alias | absent | Apache/2.4.71 | /shop | /shop",
                "Apache ProxyPass | absent | Apache/2.4.71 | '' | ''",
                "nginx packaged | absent | nginx/1.22.1 | absent | ''",
                "HAProxy | absent | HAProxy 2.6 | absent | ''"
            })
    void aHitOfTheMountWithoutSlash(String row, String pathInfo, String software, String context, String mount) {
        CgiRequest request = Cgi.get("/shop")
                .with("SCRIPT_NAME", "/shop")
                .with("PATH_INFO", pathInfo)
                .with("SERVER_SOFTWARE", software)
                .with("CONTEXT_PREFIX", context)
                .map();
        assertThat(request.scriptName()).isEqualTo(mount);
        assertThat(request.path()).isEqualTo("/shop");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "nginx rewrite to another path | /old/x | /new/x | absent | absent | '' | /new/x",
                "nginx rewrite, Django | /old/x | /new/x | /new/x | absent | '' | /new/x",
                "nginx rewrite, split | /shop/old | /shop | /new wörld | absent | /shop | /shop/new%20w%C3%B6rld",
                "nginx index | /foo/ | /foo/index.html | absent | absent | '' | /foo/index.html",
                "nginx without SCRIPT_NAME | /old | absent | absent | /new | '' | /new",
                "rewrite behind a virtual script | /old | /mysite.fcgi | /new | absent | '' | /new",
                "the same under a mount | /shop/old | /shop/app.fcgi | /new | absent | /shop | /shop/new",
                "rewrite to the script alone | /any | /mysite.fcgi | absent | absent | '' | /any",
                "SCRIPT_NAME given by hand | /shop/x | /shop | absent | absent | /shop | /shop/x"
            })
    void anInternalRewriteIsHonoured(
            String row, String uri, String scriptName, String pathInfo, String documentUri, String mount, String path) {
        CgiRequest request = Cgi.get(uri + "?q=1")
                .with("SCRIPT_NAME", scriptName)
                .with("PATH_INFO", pathInfo)
                .with("DOCUMENT_URI", documentUri)
                .map();
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.scriptName()).isEqualTo(mount);
        assertThat(request.query()).isEqualTo("q=1");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "none   | /shop/x | /shop | /x | '' | /shop/x",
                "none   | /a%20b/x | /a b | /x | '' | /a%20b/x",
                "server | /shop/x | /shop/x | absent | /shop/x | /shop/x",
                "server | /shop/a%20b | /shop | absent | /shop | /shop/a%20b",
                "server | /x | /shop | /x | '' | /x",
                "server | /shopping | /shop | absent | '' | /shop",
                "/shop  | /shop/x | /shop/x | absent | /shop | /shop/x",
                "/shop  | /shop | /shop | absent | /shop | /shop",
                "/shop  | /%73hop/a%20b | /shop/a b | absent | /%73hop | /%73hop/a%20b",
                "/shop  | /x | '' | /x | /shop | /shop/x",
                "/shop  | /shopping/x | '' | /shopping/x | /shop | /shop/shopping/x",
                "/shop  | /inner/x | /inner | /x | /shop | /shop/x",
                "/shop  | /x | /flush.fcgi | /x | /shop | /shop/x",
                "/my shop | /my%20shop/x | '' | /my shop/x | /my%20shop | /my%20shop/x",
                "/      | /shop/x | /shop | /x | '' | /shop/x"
            })
    void theOptionDecides(String option, String uri, String scriptName, String pathInfo, String mount, String path) {
        CgiRequest request = Cgi.get(uri)
                .scriptName(option)
                .with("SCRIPT_NAME", scriptName)
                .with("PATH_INFO", pathInfo)
                .map();
        assertThat(request.scriptName()).isEqualTo(mount);
        assertThat(request.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"auto, /pub, /pub/x", "server, /pub, /pub/x", "none, '', /x", "/conf, /conf, /conf/x"})
    void forceScriptNameComesAfterTheConfiguredOne(String option, String mount, String path) {
        CgiRequest request = Cgi.get("/x")
                .scriptName(option)
                .with("FORCE_SCRIPT_NAME", "/pub/")
                .with("SCRIPT_NAME", "")
                .with("PATH_INFO", "/x")
                .map();
        assertThat(request.scriptName()).isEqualTo(mount);
        assertThat(request.path()).isEqualTo(path);
    }

    @Test
    void r27AnEmptyPathInfoBehindANewlineGivesNoNegativeLength() {
        CgiRequest request = Cgi.get("/index.php/a%0Ab")
                .with("SCRIPT_NAME", "/index.php/a\nb")
                .with("PATH_INFO", "")
                .map();
        assertThat(request.path()).isEqualTo("/index.php/a%0Ab");
        assertThat(request.path()).startsWith(request.scriptName());
    }

    @Test
    void r28NoLetterIsFolded() {
        CgiRequest request = Cgi.get("/%C4%B0shop/x")
                .with("SCRIPT_NAME", "/i̇shop")
                .with("PATH_INFO", "/x")
                .map();
        assertThat(request.path()).startsWith(request.scriptName());
    }

    @Test
    void aPathOfSlashesCostsLittle() {
        String slashes = "/a".repeat(8000);
        CgiRequest request = Cgi.get(slashes + "%20")
                .with("SCRIPT_NAME", slashes)
                .with("PATH_INFO", " ")
                .map();
        assertThat(request.scriptName()).isEmpty();
    }
}
