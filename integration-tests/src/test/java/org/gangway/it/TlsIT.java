package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** The application sees the TLS of the web server, with the client's certificate. */
class TlsIT {
    private static final String CIPHER = "jakarta.servlet.request.cipher_suite";
    private static final String CERTIFICATE = "jakarta.servlet.request.X509Certificate";

    @EachVariant(value = "https", kind = Variant.Kind.TLS)
    void withoutCertificate(Site site) throws Exception {
        Map<String, Object> info = info(site, false);

        assertThat(info)
                .containsEntry("scheme", "https")
                .containsEntry("secure", true)
                .containsEntry("serverName", "www.example.test")
                .containsEntry("serverPort", (long) site.port())
                .containsEntry("requestURL", "https://www.example.test:" + site.port() + "/info");
        if (site.variant().has(Trait.TLS_FACTS)) {
            assertThat(attributes(info).get(CIPHER)).asString().contains("AES");
        }
        assertThat(attributes(info).get(CERTIFICATE)).isNull();
    }

    @EachVariant(value = "client certificate", kind = Variant.Kind.TLS, needs = Trait.CLIENT_CERTIFICATE)
    void withCertificate(Site site) throws Exception {
        Map<?, ?> attributes = attributes(info(site, true));

        assertThat(attributes.get(CIPHER)).asString().contains("AES");
        assertThat((Object[]) attributes.get(CERTIFICATE)).containsExactly(Certificates.CLIENT_SUBJECT);
    }

    private static Map<String, Object> info(Site site, boolean certificate) throws Exception {
        try (HttpConnection connection = site.connectSecurely(certificate)) {
            return Site.json(connection.send(Request.get(site.path("/info"))).buffered());
        }
    }

    private static Map<?, ?> attributes(Map<String, Object> info) {
        return (Map<?, ?>) info.get("attributes");
    }
}
