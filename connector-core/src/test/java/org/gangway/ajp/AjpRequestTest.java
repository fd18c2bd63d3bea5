package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.ajp.Packets.hex;
import static org.gangway.ajp.Packets.string;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Set;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderField;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.TlsFacts;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says, line by line of the protocol checklist; targets are in {@link AjpTargetTest}. */
class AjpRequestTest {
    private static final String RECORDED = "apache-mod_jk-tcp-R12.bin";

    private static void assertRefused(int status, Disposition disposition, Forward forward, String words) {
        assertThatThrownBy(forward::map)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(GatewayException.class, x -> {
                    assertThat(x.status()).isEqualTo(status);
                    assertThat(x.disposition()).isEqualTo(disposition);
                });
    }

    private static String header(AjpRequest request, String name) {
        for (int i = 0; i < request.headerCount(); i++) {
            if (request.header(i).name().equals(name)) {
                return request.header(i).value();
            }
        }
        return null;
    }

    @Test
    @DisplayName("A-12 stored_method names the methods without a code")
    void a12_storedMethod() {
        AjpRequest request = Forward.get("/").method(255).attribute(13, "PATCH").map();
        assertThat(request.method()).isEqualTo("PATCH");
        assertThat(request.isHead()).isFalse();
        assertThat(Forward.get("/").method(255).attribute(13, "HEAD").map().isHead())
                .isTrue();
        assertThat(Forward.get("/").method(2).attribute(13, "PATCH").map().method())
                .isEqualTo("GET");
    }

    @Test
    @DisplayName("A-13 a method that is none")
    void a13_noMethod() {
        assertRefused(400, Disposition.CLOSE_AFTER_RESPONSE, Forward.get("/").method(0), "method code 0");
        assertRefused(400, Disposition.CLOSE_AFTER_RESPONSE, Forward.get("/").method(28), "method code 28");
        assertRefused(400, Disposition.CLOSE_AFTER_RESPONSE, Forward.get("/").method(255), "stored_method");
        assertRefused(
                400,
                Disposition.CLOSE_AFTER_RESPONSE,
                Forward.get("/").method(255).attribute(13, "GET /"),
                "no token");
    }

    @Test
    @DisplayName("A-16 context and servlet_path are ignored")
    void a16_contextIsIgnored() {
        AjpRequest request =
                Forward.get("/x/y").attribute(1, "/x").attribute(2, "/y").map();
        assertThat(request.path()).isEqualTo("/x/y");
        assertThat(request.scriptName()).isEmpty();
    }

    @Test
    @DisplayName("A-16 the jvmRoute")
    void a16_route() {
        assertThat(Forward.get("/").attribute(6, "node1").map().route()).isEqualTo("node1");
        assertThat(Forward.get("/").map().route()).isNull();
    }

    @Test
    @DisplayName("A-16, R-26 the user is remote_user, and only if it is trusted")
    void a16_user() {
        Forward forward = Forward.get("/").attribute(3, "j\u00c3\u00bcrgen").attribute(4, "Basic");
        assertThat(forward.map().remoteUser()).isNull();
        assertThat(forward.map().authType()).isNull();
        assertThat(forward.trustUser().map().remoteUser()).isEqualTo("j\u00fcrgen");
        assertThat(forward.map().authType()).isEqualTo("Basic");
        AjpRequest forged = Forward.get("/")
                .trustUser()
                .header("remote_user", "mallory")
                .attribute("REMOTE_USER", "mallory")
                .attribute(4, "Basic")
                .map();
        assertThat(forged.remoteUser()).isNull();
        assertThat(forged.authType()).isNull();
        assertThat(Forward.get("/").trustUser().attribute(3, "").map().remoteUser())
                .isNull();
    }

    @Test
    @DisplayName("A-19 the attributes that mod_jk and mod_proxy_ajp agree upon")
    void a19_knownAttributes() {
        AjpRequest request = Forward.get("/")
                .ssl()
                .server("www.example.test", 8443)
                .attribute("AJP_REMOTE_PORT", "50123")
                .attribute("AJP_LOCAL_ADDR", "192.0.2.1")
                .attribute("AJP_SSL_PROTOCOL", "TLSv1.3")
                .attribute("JK_LB_ACTIVATION", "DIS")
                .map();
        assertThat(request.remoteAddress().getPort()).isEqualTo(50123);
        assertThat(request.localAddress().getAddress().getHostAddress()).isEqualTo("192.0.2.1");
        assertThat(request.localAddress().getPort()).isEqualTo(8443);
        assertThat(request.tls().protocol()).isEqualTo("TLSv1.3");
        assertThat(request.attributeNames()).containsExactly("JK_LB_ACTIVATION");
        assertThat(request.attribute("JK_LB_ACTIVATION")).isEqualTo("DIS");
    }

    @ParameterizedTest
    @DisplayName("A-19 a port or an address that is none")
    @ValueSource(strings = {"", "-1", "65536", "http", "999999999999"})
    void a19_badPorts(String port) {
        AjpRequest request = Forward.get("/")
                .attribute("AJP_REMOTE_PORT", port)
                .attribute("AJP_LOCAL_ADDR", "localhost")
                .map();
        assertThat(request.remoteAddress().getPort()).isZero();
        assertThat(request.localAddress()).isEqualTo(new InetSocketAddress("0.0.0.0", 80));
    }

    @Test
    @DisplayName("A-19, R-2 only allowed attributes are let in")
    void r02_allowedAttributes() {
        Forward forward = Forward.get("/")
                .allow("eppn|org\\..*|javax?\\..*|jakarta\\..*|HTTP_.*")
                .attribute("eppn", "j\u00c3\u00bc@example.test")
                .attribute("eppn2", "x")
                .attribute("HTTP_X", "x")
                .attribute("javax.servlet.include.request_uri", "/WEB-INF/web.xml")
                .attribute("jakarta.servlet.include.request_uri", "/WEB-INF/web.xml")
                .attribute("org.eclipse.jetty.server.x", "x")
                .attribute("org.gangway.x", "x")
                .attribute("org.example", "y")
                .attribute("CERT_ISSUER", "z");
        AjpRequest request = forward.map();
        assertThat(request.attributeNames()).containsExactly("eppn", "org.example", "CERT_ISSUER");
        assertThat(request.attribute("eppn")).isEqualTo("j\u00fc@example.test");
        assertThat(request.attribute("eppn2")).isNull();
        assertThat(request.variable("eppn2")).isEqualTo("x");
        assertThat(request.variable("eppn3")).isNull();
    }

    @Test
    @DisplayName("R-2 an attribute that isn't allowed is refused where that is wanted")
    void r02_refused() {
        for (String name : new String[] {"foo", "javax.servlet.include.request_uri", "jakarta.servlet.forward.x"}) {
            Forward forward = Forward.get("/").refuseOthers().attribute(name, "x");
            assertRefused(403, Disposition.CLOSE_AFTER_RESPONSE, forward, "allowedRequestAttributesPattern");
        }
        Forward builtIn = Forward.get("/").refuseOthers().ssl();
        for (String name : new String[] {
            "AJP_REMOTE_PORT",
            "AJP_LOCAL_ADDR",
            "AJP_SSL_PROTOCOL",
            "JK_LB_ACTIVATION",
            "javax.servlet.request.cipher_suite",
            "jakarta.servlet.request.cipher_suite",
            "javax.servlet.request.key_size",
            "jakarta.servlet.request.key_size",
            "javax.servlet.request.ssl_session",
            "jakarta.servlet.request.ssl_session",
            "javax.servlet.request.X509Certificate",
            "jakarta.servlet.request.X509Certificate",
            "jakarta.servlet.request.secure_protocol",
            "CERT_ISSUER",
            "CERT_SUBJECT",
            "CERT_COOKIE",
            "HTTPS_SERVER_SUBJECT",
            "CERT_FLAGS",
            "HTTPS_SECRETKEYSIZE",
            "CERT_SERIALNUMBER",
            "HTTPS_SERVER_ISSUER",
            "HTTPS_KEYSIZE"
        }) {
            builtIn.attribute(name, "1");
        }
        AjpRequest request = builtIn.map();
        assertThat(request.attributeNames()).hasSize(10).noneMatch(name -> name.contains("servlet"));
        assertThat(request.tls().cipherSuite()).isEqualTo("1");
    }

    @Test
    @DisplayName("R-2 the variable of the roles is let in, but is no attribute")
    void r02_roles() {
        AjpRequest request = Forward.get("/")
                .refuseOthers()
                .rolesFrom("entitlement")
                .attribute("entitlement", "admin;staff")
                .map();
        assertThat(request.variable("entitlement")).isEqualTo("admin;staff");
        assertThat(request.attributeNames()).isEmpty();
    }

    @Test
    @DisplayName("R-2 attributes that are dropped are counted")
    void r02_counted() {
        AllowedRequestAttributes allowed =
                new AllowedRequestAttributes(TrustPolicy.NONE, AllowedRequestAttributes.OtherAttributes.DROP);
        AjpAttributes attributes = new AjpAttributes(allowed, StandardCharsets.UTF_8);
        attributes.map(Forward.get("/")
                .attribute("a", "1")
                .attribute("AJP_REMOTE_PORT", "1")
                .read());
        attributes.map(Forward.get("/").attribute("a", "1").attribute("b", "1").read());
        assertThat(allowed.getDropped()).isEqualTo(3);
    }

    @Test
    @DisplayName("A-20 a client certificate, as mod_jk and lighttpd send it")
    void a20_certificates() throws Exception {
        AjpConversation conversation =
                AjpConversation.of(AjpRecording.of(RECORDED).bytes(), BodyPackets.AUTO, AjpFeed.WHOLE);
        AjpRequest request = new Forward().newRequest();
        request.map(conversation.requests().get(0).read());
        assertThat(request.tls().certificates()).hasSize(1);
        X509Certificate certificate = request.tls().certificates().get(0);
        assertThat(certificate.getSubjectX500Principal().getName()).contains("CN=client.example.test");
        assertThat(request.tls().keySize()).isEqualTo(256);
        assertThat(request.tls().protocol()).startsWith("TLSv1.");
        assertThat(request.tls().sessionId()).isNotEmpty();

        String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        String pem = "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        assertThat(Forward.get("/").ssl().attribute(7, pem + pem).map().tls().certificates())
                .containsExactly(certificate, certificate);
        assertThat(request.tls().verified()).isFalse();
        Forward forward = Forward.get("/").ssl().attribute(7, pem);
        assertThat(forward.attribute("SSL_CLIENT_VERIFY", "SUCCESS").map().tls().verified())
                .isTrue();
        TlsFacts generous =
                forward.attribute("SSL_CLIENT_VERIFY", "GENEROUS").map().tls();
        assertThat(generous.verified()).isFalse();
        assertThat(generous.certificates()).isEmpty();
        String der = new String(certificate.getEncoded(), StandardCharsets.ISO_8859_1);
        assertThat(Forward.get("/").ssl().attribute(7, der).map().tls().certificates())
                .containsExactly(certificate);
    }

    @ParameterizedTest
    @DisplayName("A-20 a broken certificate counts as none")
    @ValueSource(strings = {"x", "-----BEGIN CERTIFICATE-----", "0\u0082\u0001\u0002", "(null)"})
    void a20_brokenCertificates(String text) {
        assertThat(Forward.get("/").ssl().attribute(7, text).map().tls().certificates())
                .isEmpty();
    }

    @Test
    @DisplayName("A-20 without TLS there are no facts of it")
    void a20_noTls() {
        assertThat(Forward.get("/").attribute(8, "AES").map().tls()).isNull();
        assertThat(Forward.get("/")
                        .ssl()
                        .attribute(8, "TLS_AES_128_GCM_SHA256")
                        .map()
                        .tls()
                        .keySize())
                .isEqualTo(128);
    }

    @Test
    @DisplayName("A-22 Host comes before server_name and server_port")
    void a22_host() {
        AjpRequest request = Forward.get("/")
                .server("other.test", 18480)
                .coded(11, "host.test:8080")
                .map();
        assertThat(request.host()).isEqualTo("host.test");
        assertThat(request.port()).isEqualTo(8080);
        AjpRequest none = Forward.get("/").server("other.test", 18480).map();
        assertThat(none.host()).isEqualTo("other.test");
        assertThat(none.port()).isEqualTo(18480);
        AjpRequest empty = Forward.get("/").server("::1", 80).coded(11, "").map();
        assertThat(empty.host()).isEqualTo("[::1]");
        assertThat(empty.port()).isEqualTo(-1);
        assertThat(Forward.get("/").ssl().server("s", 443).map().port()).isEqualTo(-1);
        assertThat(Forward.get("/").server("a b", 80).map().host()).isNull();
        assertThat(Forward.get("/").server("192.0.2.1:18900", 18900).map().host())
                .isEqualTo("192.0.2.1");
    }

    @Test
    @DisplayName("A-22 a Host that is none, and two of them")
    void a22_badHosts() {
        assertRefused(400, Disposition.KEEP, Forward.get("/").coded(11, "a/b"), "host is invalid");
        assertRefused(400, Disposition.KEEP, Forward.get("/").coded(11, "a").header("host", "b"), "twice");
        assertRefused(400, Disposition.KEEP, Forward.get("/").coded(11, "a").header("host", ":80"), "twice");
        assertRefused(400, Disposition.KEEP, Forward.get("/").coded(11, "_").header("host", "b"), "twice");
    }

    @Test
    @DisplayName("A-10 remote_host is the name of the client's address")
    void a10_remoteHost() {
        assertThat(Forward.get("/")
                        .remote("192.0.2.7", "client.test")
                        .map()
                        .remoteAddress()
                        .getHostString())
                .isEqualTo("client.test");
        assertThat(Forward.get("/")
                        .remote("192.0.2.7", "evil\n")
                        .map()
                        .remoteAddress()
                        .getHostString())
                .isEqualTo("192.0.2.7");
        assertThat(Forward.get("/")
                        .remote("2001:db8::1", null)
                        .map()
                        .remoteAddress()
                        .getHostString())
                .isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(Forward.get("/").remote("unix", "client.test").map().remoteAddress())
                .isEqualTo(new InetSocketAddress("0.0.0.0", 0));
    }

    @ParameterizedTest
    @DisplayName("no other text is a protocol")
    @ValueSource(
            strings = {
                "HTTP",
                "HTTP/1.1 ",
                "http/1.1",
                "included",
                "INCLUDE",
                "HTTP/1.1\nX",
                "HTTP/11",
                "HTTP/2.x",
                "https"
            })
    void badProtocols(String protocol) {
        assertRefused(400, Disposition.KEEP, Forward.get("/").protocol(protocol), "no version of HTTP");
    }

    @ParameterizedTest
    @DisplayName(
            "the protocol is a version of HTTP, what Apache has for an include, or what Tomcat's test client sends")
    @ValueSource(strings = {"HTTP/2.0", "HTTP/1.1", "HTTP/1.x", "http", "INCLUDED"})
    void goodProtocols(String protocol) {
        assertThat(Forward.get("/").protocol(protocol).map().protocol()).isEqualTo(protocol);
    }

    @Test
    @DisplayName("A-24 header fields are ISO-8859-1, without the blanks around")
    void a24_headers() {
        AjpRequest request = Forward.get("/").header("X-Lat", " \tf\u00fcr ").map();
        assertThat(request.header(0)).isEqualTo(new HeaderField("X-Lat", "f\u00fcr"));
    }

    @ParameterizedTest
    @DisplayName("R-23, R-29 line ends and NULs in header fields are refused")
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\r", "a\u0000b"})
    void r23_headerValues(String value) {
        assertThatThrownBy(() -> Forward.get("/").header("X", value).map()).isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> Forward.get("/").coded(1, value).map()).isInstanceOf(GatewayException.class);
    }

    @ParameterizedTest
    @DisplayName("R-23 the name of a header field is a token")
    @ValueSource(strings = {"a b", "a:", "a\n", "\u00fc", "a\u0000"})
    void r23_headerNames(String name) {
        assertThatThrownBy(() -> Forward.get("/").header(name, "x").map()).isInstanceOf(GatewayException.class);
    }

    @Test
    @DisplayName("names keep their spelling: X_User and X-User are two")
    void namesKeepTheirSpelling() {
        AjpRequest request = Forward.get("/")
                .header("X_User", "a")
                .header("X-User", "b")
                .header("x-dup", "1")
                .header("x-dup", "2")
                .map();
        assertThat(request.headerCount()).isEqualTo(4);
        assertThat(header(request, "X_User")).isEqualTo("a");
        assertThat(header(request, "X-User")).isEqualTo("b");
    }

    @Test
    @DisplayName("fields that belong to the client's connection are dropped, and so is Proxy")
    void droppedFields() {
        Forward forward = Forward.get("/")
                .coded(6, "keep-alive")
                .header("Keep-Alive", "x")
                .header("TE", "trailers")
                .header("Upgrade", "websocket")
                .header("Expect", "100-continue")
                .header("Proxy", "http://evil.test")
                .header("x-kept", "1");
        assertThat(forward.map().headerCount()).isEqualTo(1);
        assertThat(header(forward.headers(new HeaderPolicy(Set.of(), true)).map(), "Proxy"))
                .isNotNull();
    }

    @Test
    @DisplayName("single fields come once")
    void singleFields() {
        assertRefused(400, Disposition.KEEP, Forward.get("/").coded(5, "a").coded(5, "b"), "twice");
        assertRefused(400, Disposition.KEEP, Forward.get("/").coded(7, "a").header("content-type", "b"), "twice");
        HeaderPolicy policy = new HeaderPolicy(Set.of("X_User"), false);
        assertRefused(
                400,
                Disposition.KEEP,
                Forward.get("/").headers(policy).header("X-User", "a").header("x-user", "b"),
                "twice");
    }

    @Test
    @DisplayName("cookies that Apache joined come apart")
    void cookies() {
        AjpRequest request = Forward.get("/")
                .coded(9, "a=1; b=2, c=3")
                .header("cookie", "d=4")
                .map();
        assertThat(request.headerCount()).isEqualTo(1);
        assertThat(request.header(0).value()).isEqualTo("a=1; b=2; c=3; d=4");
    }

    @Test
    @DisplayName("A-23 the bytes of header fields have a limit")
    void a23_headerBytes() {
        Forward forward = Forward.get("/").header("X", "v".repeat(255));
        forward.limits().setMaxHeaderBytes(256);
        forward.map();
        assertRefused(431, Disposition.KEEP, forward.header("Y", ""), "maxHeaderBytes");
    }

    @Test
    @DisplayName("A-46, R-3 the secret")
    void a46_secret() {
        Forward right = Forward.get("/").require("s3cret").attribute(12, "s3cret");
        assertThat(right.map().path()).isEqualTo("/");
        Forward[] wrong = {
            Forward.get("/").require("s3cret"),
            Forward.get("/").require("s3cret").attribute(12, null),
            Forward.get("/").require("s3cret").attribute(12, ""),
            Forward.get("/").require("s3cret").attribute(12, "S3cret"),
            Forward.get("/").require("s3cret").attribute(12, "s3cre"),
            Forward.get("/").require("s3cret").attribute(12, "s3cret "),
            Forward.get("/").require("s3cret").attribute("secret", "s3cret")
        };
        for (Forward forward : wrong) {
            assertRefused(403, Disposition.CLOSE_AFTER_RESPONSE, forward, "mod_jk: worker.NAME.secret");
            assertThatThrownBy(forward::map).hasMessageNotContaining("s3cre");
        }
    }

    @Test
    @DisplayName("A-46 a secret that nobody asked for is ignored, and no secret is shown")
    void a46_noSecret() {
        assertThat(Forward.get("/").attribute(12, "x").map().path()).isEqualTo("/");
        AjpSecret secret = AjpSecret.of(new byte[] {'s', '3'});
        assertThat(secret.toString()).isEqualTo("required");
        assertThat(secret.isRequired()).isTrue();
        assertThat(AjpSecret.NONE.isRequired()).isFalse();
        byte[] empty = {};
        assertThatThrownBy(() -> AjpSecret.of(empty)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("R-1 the secret is asked for with every request")
    void r01_everyRequest() {
        Forward right = Forward.get("/a").require("s").attribute(12, "s");
        AjpRequest request = right.newRequest();
        request.map(right.read());
        request.clear();
        assertThatThrownBy(() -> request.map(Forward.get("/b").read())).hasMessageContaining("secret is missing");
        request.clear();
        request.map(right.read());
        assertThat(request.path()).isEqualTo("/a");
    }

    @Test
    @DisplayName("R-16 an object that is used again says nothing of the request before")
    void r16_usedAgain() {
        AjpRequest request = new Forward().trustUser().allow(".*").newRequest();
        request.map(Forward.get("/long?")
                .method(255)
                .ssl()
                .coded(11, "a.test")
                .coded(9, "a=1")
                .header("X-A", "1")
                .attribute(3, "alice")
                .attribute(4, "Basic")
                .attribute(5, "q=1")
                .attribute(6, "node1")
                .attribute(8, "AES")
                .attribute(13, "PATCH")
                .attribute("foo", "bar")
                .attribute("AJP_REMOTE_PORT", "1")
                .bytes(hex("0B0100"))
                .read());
        HeaderField kept = request.header(2);
        request.clear();
        request.map(Forward.get("/")
                .coded(11, "b.test")
                .coded(1, "*/*")
                .header("X-A", "1")
                .read());
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/");
        assertThat(request.query()).isNull();
        assertThat(request.host()).isEqualTo("b.test");
        assertThat(request.headerCount()).isEqualTo(3);
        assertThat(request.header(1)).isEqualTo(new HeaderField("Accept", "*/*"));
        assertThat(request.header(2)).isSameAs(kept);
        assertThat(request.remoteUser()).isNull();
        assertThat(request.authType()).isNull();
        assertThat(request.route()).isNull();
        assertThat(request.tls()).isNull();
        assertThat(request.attributeNames()).isEmpty();
        assertThat(request.remoteAddress().getPort()).isZero();
        assertThat(request.localAddress()).isEqualTo(new InetSocketAddress("0.0.0.0", 80));
    }

    @Test
    @DisplayName("the last of two attributes with the same name counts")
    void sameNameTwice() {
        AjpRequest request = Forward.get("/")
                .allow("a")
                .bytes(hex("0A"), string("a"), string("1"))
                .attribute("a", "2")
                .map();
        assertThat(request.attribute("a")).isEqualTo("2");
        assertThat(request.variable("a")).isEqualTo("2");
    }
}
