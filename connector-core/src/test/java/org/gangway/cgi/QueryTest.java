package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The query, which is QUERY_STRING (RFC 3875, 4.1.7), in the client's spelling where that says the same. */
class QueryTest {
    @ParameterizedTest(name = "{0}: {1} and {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "the same | /x?a=1 | a=1 | a=1",
                "none | /x | absent | absent",
                "none | /x | '' | absent",
                "a question mark alone | /x? | '' | ''",
                "a question mark alone, HAProxy | /x? | absent | ''",
                "HAProxy sends no empty one | /x?a=1 | absent | a=1",
                "nginx set $args | /x?id=one | a=3&b=123 | a=3&b=123",
                "nginx set $args '' | /x?id=one | '' | absent",
                "nginx rewrite ^ /x? break | /old?id=one | '' | absent",
                "rewrite, a query added to none | /x | added=1 | added=1",
                "rewrite, a query added to a question mark | /x? | added=1 | added=1",
                "rewrite adds to the end | /x?a=1 | a=1&added=1 | a=1&added=1",
                "rewrite adds in front | /x?a=1 | added=1&a=1 | added=1&a=1",
                "nginx try_files | /x?a=1 | path=/x y/\u00e9&a=1 | path=/x%20y/\u00e9&a=1",
                "lighttpd decodes | /x?u=%41&v=%7e | u=A&v=~ | u=%41&v=%7e",
                "lighttpd encodes | /x?q=\u00e9 | q=%C3%A9 | q=\u00e9",
                "lighttpd encodes a percent sign | /x?q=%zz% | q=%25zz%25 | q=%zz%",
                "lighttpd decodes a plus sign | /x?q=1%2B2 | q=1+2 | q=1%2B2",
                "lighttpd writes a plus sign | /x?q=1%202 | q=1+2 | q=1%202",
                "letters of an escape | /x?q=%c3%a9 | q=%C3%A9 | q=%c3%a9",
                "an ampersand that parts is another one | /x?a=1%26b=2 | a=1&b=2 | a=1&b=2",
                "an equals sign that parts is another one | /x?a%3D1 | a=1 | a=1",
                "absolute target | http://h.test/x?a=1 | b=2 | b=2",
                "absolute target without a path | http://h.test?a=1 | a=1 | a=1",
                "a question mark in the query | /x?a?b | a?b | a?b",
                "what is no text of a URI | /x | a b\t# | a%20b%09%23",
                "longer | /x?a=1 | a=12 | a=12",
                "shorter | /x?a=12 | a=1 | a=1"
            })
    void theQueryIsQueryString(String row, String uri, String queryString, String query) {
        CgiRequest request = Cgi.get(uri).with("QUERY_STRING", queryString).map();
        assertThat(request.query()).isEqualTo(query);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "nginx SSI | /page.shtml?p=1 | /info/inc | absent | /info/inc | z=9 | /info/inc?z=9",
                "nginx SSI without a query | /page.shtml?p=1 | /info/inc | absent | /info/inc | '' | /info/inc?null",
                "Apache SSI names the page | /page.shtml | /info/inc | absent | /page.shtml | z=9 | /info/inc?z=9",
                "SSI under a mount | /shop/page.shtml | /shop | /inc | absent | z=9 | /shop/inc?z=9",
                "nginx try_files | /item/5?x=1 | /ctl | absent | /ctl | path=/item/5&x=1 | /ctl?path=/item/5&x=1",
                "Apache QSA,PT | /item/5?x=1 | /info/item | absent | absent | id=5&x=1 | /info/item?id=5&x=1",
                "Apache .htaccess | /item/5?x=1 | /app.fcgi | /item | absent | id=5&x=1 | /item?id=5&x=1",
                "lighttpd rewrite-once | /item/5 | /info | /item | absent | id=5 | /info/item?id=5",
                "Caddy rewrite | /item/5 | '' | /info/item | '' | id=5 | /info/item?id=5",
                "an error document | /gone?x=1 | /ctl/err | absent | absent | '' | /ctl/err?null",
                "an error document with a query | /gone?x=1 | /ctl/err | absent | absent | s=404 | /ctl/err?s=404"
            })
    void pathAndQueryAreThoseOfTheRewrite(
            String row,
            String uri,
            String scriptName,
            String pathInfo,
            String documentUri,
            String queryString,
            String target) {
        CgiRequest request = Cgi.get(uri)
                .with("SCRIPT_NAME", scriptName)
                .with("PATH_INFO", pathInfo)
                .with("DOCUMENT_URI", documentUri)
                .with("QUERY_STRING", queryString)
                .with("REDIRECT_QUERY_STRING", "x=1")
                .map();
        assertThat(request.path() + '?' + request.query()).isEqualTo(target);
    }

    @Test
    void theQueryOfOneRequestIsNotTheNextOnes() {
        CgiRequest request = Cgi.get("/").request();
        for (String[] step : new String[][] {{"/x?a=1", "a=1"}, {"/x", null}, {"/x?b", "b"}, {"/x?", ""}}) {
            request.map(Cgi.get(step[0])
                    .with("QUERY_STRING", step[1] == null ? "" : step[1])
                    .variables());
            assertThat(request.query()).isEqualTo(step[1]);
            request.clear();
        }
    }
}
