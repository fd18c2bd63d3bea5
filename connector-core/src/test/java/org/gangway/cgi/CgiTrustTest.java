package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.gangway.fastcgi.Feed;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the web server's word counts: user, attributes, TLS. */
class CgiTrustTest {
    private static final String PEM = certificateOf("nginx-fastcgi-unix-R12.bin");

    @Test
    void aBlankRemoteUserAfterThePackagedOneTakesTheUserAway() {
        CgiRequest request = Cgi.get("/")
                .trustUser()
                .with("REMOTE_USER", "root")
                .with("REMOTE_USER", "")
                .map();
        assertThat(request.remoteUser()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ECDHE-RSA-AES256-GCM-SHA384, 256",
        "TLS_AES_128_GCM_SHA256, 128",
        "TLS_CHACHA20_POLY1305_SHA256, 256",
        "NULL-SHA, 0"
    })
    void theKeySizeFollowsFromTheCipherSuite(String cipherSuite, int bits) {
        CgiRequest request =
                Cgi.get("/").with("HTTPS", "on").with("SSL_CIPHER", cipherSuite).map();
        assertThat(request.tls().keySize()).isEqualTo(bits);
    }

    @Test
    void r26TheUserIsTheVariableAndOnlyOnDemand() {
        Cgi cgi = Cgi.get("/").with("REMOTE_USER", "jürgen").with("AUTH_TYPE", "Basic");
        assertThat(cgi.map().remoteUser()).isNull();
        assertThat(cgi.map().authType()).isNull();
        assertThat(cgi.trustUser().map().remoteUser()).isEqualTo("jürgen");
        assertThat(cgi.map().authType()).isEqualTo("Basic");
        assertThat(Cgi.get("/")
                        .trustUser()
                        .with("HTTP_REMOTE_USER", "mallory")
                        .map()
                        .remoteUser())
                .isNull();
    }

    /** On the page of ErrorDocument 401, Apache's REDIRECT_REMOTE_USER is the name that a wrong password came with. */
    @Test
    void theRequestBeforeARedirectSaysNothingOfTheUser() {
        Pattern names = Pattern.compile(".*(USER|TYPE|ROLES|cn|department)");
        Cgi cgi = Cgi.get("/")
                .trust(new TrustPolicy(
                        RemoteUserPolicy.TRUST,
                        names,
                        List.of("AJP_", "REDIRECT_"),
                        StandardCharsets.UTF_8,
                        "SHOP_ROLES",
                        ";"))
                .with("REDIRECT_REMOTE_USER", "root")
                .with("REDIRECT_AUTH_TYPE", "Basic")
                .with("REDIRECT_SHOP_ROLES", "admin")
                .with("department", "now")
                .with("REDIRECT_department", "before")
                .with("REDIRECT_cn", "before");
        assertThat(cgi.map().remoteUser()).isNull();
        assertThat(Cgi.attributes(cgi.map())).isEqualTo(Map.of("department", "now", "cn", "before"));
    }

    @Test
    void anEmptyUserIsNone() {
        CgiRequest request = Cgi.get("/")
                .trustUser()
                .with("REMOTE_USER", "")
                .with("AUTH_TYPE", "Basic")
                .map();
        assertThat(request.remoteUser()).isNull();
        assertThat(request.authType()).isNull();
        assertThat(Cgi.get("/")
                        .trustUser()
                        .with("REMOTE_USER", "a")
                        .with("AUTH_TYPE", "")
                        .map()
                        .authType())
                .isNull();
    }

    @Test
    void r2AttributesPassAnAllowList() {
        CgiRequest request = Cgi.get("/")
                .attributes("AJP_.*|REDIRECT_.*|eppn|HTTP_.*|j.*|org.*", "AJP_", "REDIRECT_")
                .with("AJP_eppn", "jürgen@example.test")
                .with("REDIRECT_URL", "/x")
                .with("eppn2", "no")
                .with("PATH", "/bin")
                .with("HTTP_X", "no")
                .with("AJP_HTTP_X", "no")
                .with("REDIRECT_HTTP_AUTHORIZATION", "no")
                .with("AJP_jakarta.servlet.include.path_info", "no")
                .with("jakarta.servlet.x", "no")
                .with("javax.servlet.x", "no")
                .with("org.eclipse.jetty.x", "no")
                .with("org.gangway.x", "no")
                .with("AJP_", "no")
                .withBytes("AJP_latin", "\u00e9")
                .map();
        assertThat(Cgi.attributes(request)).isEqualTo(Map.of("eppn", "jürgen@example.test", "URL", "/x", "latin", "é"));
        assertThat(request.attribute("PATH")).isNull();
    }

    @Test
    void withoutAnAllowListNoAttributePasses() {
        CgiRequest request = Cgi.get("/").with("AJP_x", "v").map();
        assertThat(request.attributeNames()).isEmpty();
        assertThat(request.attribute("x")).isNull();
    }

    @Test
    void aVariableIsFoundByNameButNoHeaderField() {
        CgiRequest request = Cgi.get("/")
                .with("PATH", "a")
                .with("PATH", "b")
                .with("HTTP_X", "x")
                .map();
        assertThat(request.variable("PATH")).isEqualTo("b");
        assertThat(request.variable("HTTP_X")).isNull();
        assertThat(request.variable("NONE")).isNull();
        assertThat(request.variable("")).isNull();
    }

    /** Its refusal may fail, and whoever gives it up asks who the web server is. */
    @Test
    void aRequestThatNeverWasWholeHasNoVariable() {
        CgiRequest request =
                new CgiRequest(new RequestLimits(), TrustPolicy.NONE, ScriptNamePolicy.AUTO, HeaderPolicy.DEFAULT);
        assertThat(request.variable("SERVER_SOFTWARE")).isNull();
    }

    @Test
    void tlsFactsAreTheVariables() {
        CgiRequest request = Cgi.get("/")
                .with("HTTPS", "on")
                .with("SSL_PROTOCOL", "TLSv1.3")
                .with("SSL_CIPHER", "TLS_AES_256_GCM_SHA384")
                .with("SSL_CIPHER_USEKEYSIZE", "256")
                .with("SSL_SESSION_ID", "a2")
                .map();
        assertThat(request.tls().protocol()).isEqualTo("TLSv1.3");
        assertThat(request.tls().cipherSuite()).isEqualTo("TLS_AES_256_GCM_SHA384");
        assertThat(request.tls().keySize()).isEqualTo(256);
        assertThat(request.tls().sessionId()).isEqualTo("a2");
        assertThat(request.tls().certificates()).isEmpty();
        CgiRequest bare =
                Cgi.get("/").with("HTTPS", "on").with("SSL_CIPHER", "").map();
        assertThat(bare.tls().cipherSuite()).isNull();
        assertThat(bare.tls().keySize()).isZero();
        assertThat(Cgi.get("/").with("SSL_CIPHER", "x").map().tls()).isNull();
    }

    static List<String> spellings() {
        return List.of(
                PEM,
                PEM.replace("\n", "\n\t"),
                PEM.replace('\n', ' '),
                URLEncoder.encode(PEM, StandardCharsets.US_ASCII).replace("+", "%20"),
                PEM.replaceAll("-----[A-Z ]+-----", "").replace("\n", ""));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void aCertificateIsReadInEverySpelling(String spelling) {
        CgiRequest request = Cgi.get("/")
                .with("HTTPS", "on")
                .with("SSL_CLIENT_VERIFY", "SUCCESS")
                .with("SSL_CLIENT_CERT", spelling)
                .map();
        List<X509Certificate> certificates = request.tls().certificates();
        assertThat(certificates).hasSize(1);
        assertThat(certificates.get(0).getSubjectX500Principal().getName()).contains("CN=client.example.test");
        assertThat(request.tls().certificates()).isSameAs(certificates);
    }

    @Test
    void aChainStandsBehindTheCertificate() {
        Cgi cgi = Cgi.get("/").with("HTTPS", "on").with("SSL_CLIENT_CERT", PEM);
        cgi.with("SSL_CLIENT_CERT_CHAIN_0", PEM).with("SSL_CLIENT_CERT_CHAIN_1", PEM);
        assertThat(cgi.map().tls().certificates()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"SUCCESS, 1", "0, 1", "'', 1", "NONE, 0", "GENEROUS, 0", "FAILED:expired, 0", "10, 0"})
    void onlyAVerifiedCertificateCounts(String verify, int count) {
        CgiRequest request = Cgi.get("/")
                .with("HTTPS", "on")
                .with("SSL_CLIENT_VERIFY", verify)
                .with("SSL_CLIENT_CERT_BASE64", PEM.replaceAll("-----[A-Z ]+-----|\n", ""))
                .map();
        assertThat(request.tls().certificates()).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----x-----END CERTIFICATE-----",
                "%%%",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
            })
    void aCertificateThatCantBeReadIsNone(String text) {
        CgiRequest request =
                Cgi.get("/").with("HTTPS", "on").with("SSL_CLIENT_CERT", text).map();
        assertThat(request.tls().certificates()).isEmpty();
    }

    /** Every recording with a verified client certificate: Apache, nginx, lighttpd in PEM and HAProxy in DER. */
    @Test
    void theCertificatesOfAllRecordingsAreRead() {
        long read = 0;
        for (Recording recording : Recording.all()) {
            for (Recording.Received recorded : recording.requests(Feed.WHOLE)) {
                CgiRequest request = Cgi.get("/").request();
                request.map(recorded.variables());
                boolean verified =
                        List.of("SUCCESS", "0").contains(String.valueOf(request.variable("SSL_CLIENT_VERIFY")));
                boolean sent = request.variable("SSL_CLIENT_CERT") != null
                        || request.variable("SSL_CLIENT_CERT_BASE64") != null;
                if (verified && sent) {
                    assertThat(request.tls().certificates())
                            .as(recording.toString())
                            .hasSize(1);
                    read++;
                } else if (request.secure()) {
                    assertThat(request.tls().certificates())
                            .as(recording.toString())
                            .isEmpty();
                }
            }
        }
        assertThat(read).isEqualTo(11 + 6);
    }

    private static String certificateOf(String file) {
        CgiRequest request = Cgi.get("/").request();
        request.map(Recording.all().stream()
                .filter(recording -> recording.toString().equals(file))
                .map(recording -> recording.requests(Feed.WHOLE).get(0).variables())
                .findFirst()
                .orElseThrow());
        return request.variable("SSL_CLIENT_CERT");
    }
}
