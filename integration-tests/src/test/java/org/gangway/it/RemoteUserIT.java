package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Who the user is says the web server, where it is trusted, and never the client. */
class RemoteUserIT {
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));

    @EachVariant("REMOTE_USER")
    void authenticated(Site site) throws Exception {
        Request protectedPage = Request.get(site.path("/info/secret"));

        assertThat(site.exchange(protectedPage).status()).isEqualTo(401);
        Map<String, Object> info = Site.json(site.exchange(protectedPage.header("Authorization", BASIC)));
        String user = site.variant().backend().userTrusted() ? "alice" : null;
        assertThat(info).containsEntry("remoteUser", user).containsEntry("userPrincipal", user);
    }

    @EachVariant(value = "authorize", needs = Trait.AUTHORIZES)
    void authorized(Site site) throws Exception {
        Request usersOnly = Request.get(site.path("/user/secret"));

        assertThat(site.exchange(usersOnly).status())
                .as("asked by the web server")
                .isEqualTo(401);
        Map<String, Object> info = Site.json(site.exchange(usersOnly.header("Authorization", BASIC)));
        assertThat(info).containsEntry("remoteUser", "alice").containsEntry("userPrincipal", "alice");
        assertThat(site.exchange(Request.get(site.path("/admin/secret")).header("Authorization", BASIC))
                        .status())
                .as("alice isn't an administrator")
                .isEqualTo(403);
    }

    @EachVariant("forged user")
    void forged(Site site) throws Exception {
        Map<String, Object> info = Site.json(site.exchange(Request.get(site.path("/info"))
                .header("Remote-User", "mallory")
                .header("X-Remote-User", "mallory")
                .header("Auth-Type", "Basic")));

        assertThat(info)
                .containsEntry("remoteUser", null)
                .containsEntry("userPrincipal", null)
                .containsEntry("authType", null);
        assertThat(site.get("/user/me").status()).as("needs a user").isIn(401, 403);

        // What the web server doesn't take for the protected page isn't it to the application either.
        Response decodedOnce = site.exchange(Request.get(site.path("/info/%2573ecret")));
        if (decodedOnce.status() == 200) {
            assertThat(Site.json(decodedOnce)).containsEntry("pathInfo", "/%73ecret");
        } else {
            assertThat(decodedOnce.status()).isBetween(400, 404);
        }
    }
}
