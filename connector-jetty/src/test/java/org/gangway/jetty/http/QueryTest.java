package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The query of a request that the web server rewrote, as servlets see it. Over AJP it has a field of its own. */
class QueryTest extends BehaviourTest {
    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/info/*", (request, response) -> response.getWriter()
                .print(request.getRequestURI()
                        + '|'
                        + request.getQueryString()
                        + '|'
                        + request.getParameter("id")
                        + '|'
                        + request.getParameter("x")));
        gateway.start();
    }

    /** What a rewrite of the path and of the query leaves. */
    private String rewritten(String uri, String path, String query) throws Exception {
        return peer == Peer.AJP
                ? get(query == null ? path : path + '?' + query).bodyText()
                : get(uri, "SCRIPT_NAME", path, "QUERY_STRING", query == null ? "" : query)
                        .bodyText();
    }

    @Test
    void whatARewriteAddsIsSeen() throws Exception {
        assertThat(rewritten("/item/5?x=1", "/info/item", "id=5&x=1")).isEqualTo("/info/item|id=5&x=1|5|1");
        assertThat(rewritten("/info/y?x=1", "/info/y", "x=1&id=9")).isEqualTo("/info/y|x=1&id=9|9|1");
        assertThat(rewritten("/info/y", "/info/y", "id=a%20b")).isEqualTo("/info/y|id=a%20b|a b|null");
    }

    @Test
    void whatARewriteRemovesIsGone() throws Exception {
        assertThat(rewritten("/info/y?x=1", "/info/y", null)).isEqualTo("/info/y|null|null|null");
    }

    @Test
    void aQuestionMarkAloneIsAnEmptyQuery() throws Exception {
        assertThat(get("/info/y?").bodyText()).isEqualTo("/info/y||null|null");
        assertThat(get("/info/y").bodyText()).isEqualTo("/info/y|null|null|null");
    }

    @Test
    void haproxySendsNoEmptyQuery() throws Exception {
        assertThat(get("/info/y?x=%41", "QUERY_STRING", null).bodyText()).isEqualTo("/info/y|x=%41|null|A");
    }

    @Test
    void theSpellingIsTheClients() throws Exception {
        assertThat(get("/info/y?x=%41&id=%7e", peer == Peer.AJP ? "X" : "QUERY_STRING", "x=A&id=~")
                        .bodyText())
                .isEqualTo("/info/y|x=%41&id=%7e|~|A");
    }
}
