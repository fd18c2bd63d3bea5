package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

/** A servlet decides, as a FastCGI Authorizer, who may see the web server's own files. */
class AuthorizerIT {
    private static final String PAGE = "/protected/page.shtml";

    @EachVariant(value = "authorizer refuses", kind = Variant.Kind.AUTHORIZER)
    void refuses(Site site) throws Exception {
        Response response = site.exchange(Request.get(PAGE));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).isEqualTo("Password realm=\"protected\"");
        assertThat(response.text()).isEqualTo("no entry to " + PAGE);
    }

    /** The page shows a variable that the Authorizer gave the web server by a Variable-* header. */
    @EachVariant(value = "authorizer admits", kind = Variant.Kind.AUTHORIZER)
    void admits(Site site) throws Exception {
        Response response = site.exchange(Request.get(PAGE).header("X-Password", "open sesame"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("user=alice\n");
    }
}
