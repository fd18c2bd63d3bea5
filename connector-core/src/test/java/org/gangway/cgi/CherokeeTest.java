package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cherokee decodes REQUEST_URI, path and query in one; QUERY_STRING it leaves as it is. */
class CherokeeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "%2541 | /info/100%41 | /info | /100%41 | '' | /info/100%2541 | absent | /info",
                "%25 | /info/100% | /info | /100% | '' | /info/100%25 | absent | /info",
                "%3F | /info/a?b?x=1 | /info | /a?b | x=1 | /info/a%3Fb | x=1 | /info",
                "%23 | /info/a#b | /info | /a#b | '' | /info/a%23b | absent | /info",
                "%22 | /info/a\"b | /info | /a\"b | '' | /info/a%22b | absent | /info",
                "\u00f6 | /info/\u00f6 | /info | /\u00f6 | '' | /info/%C3%B6 | absent | /info",
                "a blank | /info/a b | /info | /a b | '' | /info/a%20b | absent | /info",
                "the query is raw | /info/x?q=A&r=%41 | /info | /x | q=%41&r=%2541 | /info/x | q=%41&r=%2541 | /info",
                "a removed query | /info/x?q=1 | /info | /x | '' | /info/x | absent | /info",
                "no mount | /100%41 | absent | /100%41 | '' | /100%2541 | absent | ''",
                "an empty mount | /100%41 | '' | /100%41 | '' | /100%2541 | absent | ''",
                "a root mount | /100%41 | / | /100%41 | '' | /100%2541 | absent | ''",
                "the mount alone | /info | /info | '' | '' | /info | absent | /info",
                "twice the same | /shop/shop | /shop | /shop | '' | /shop/shop | absent | /shop",
                "path parameters stay | /info/a;x=1 | /info | /a;x=1 | '' | /info/a;x=1 | absent | /info",
                "a rewrite | /old?x=1 | /info | /new | y=2 | /info/new | y=2 | /info",
                "a script in the path | /app.fcgi/x%41 | /app.fcgi | /x%41 | '' | /app.fcgi/x%2541 | absent | /app.fcgi",
                "a virtual script | /x%41 | /app.fcgi | /x%41 | '' | /x%2541 | absent | ''",
                "nothing but REQUEST_URI | /x?a=1 | absent | absent | absent | /x | a=1 | ''",
                "asterisk | * | absent | / | '' | * | absent | ''"
            })
    void whatIsDecodedIsEncodedOnce(
            String row,
            String uri,
            String scriptName,
            String pathInfo,
            String queryString,
            String path,
            String query,
            String mount) {
        CgiRequest request = Cgi.get(uri)
                .with("SERVER_SOFTWARE", "Cherokee/1.2.104 (UNIX)")
                .with("SCRIPT_NAME", scriptName)
                .with("PATH_INFO", pathInfo)
                .with("QUERY_STRING", queryString)
                .with("SCRIPT_URL", uri)
                .map();
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.query()).isEqualTo(query);
        assertThat(request.scriptName()).isEqualTo(mount);
    }

    @Test
    void othersSendItRaw() {
        CgiRequest request = Cgi.get("/info/100%2541?x=%2541")
                .with("SERVER_SOFTWARE", "nginx/1.22.1 (not Cherokee)")
                .with("SCRIPT_NAME", "/info")
                .with("PATH_INFO", "/100%41")
                .with("QUERY_STRING", "x=%2541")
                .map();
        assertThat(request.path()).isEqualTo("/info/100%2541");
        assertThat(request.query()).isEqualTo("x=%2541");
    }
}
