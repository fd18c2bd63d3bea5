package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.ajp.AjpWire.body;
import static org.gangway.jetty.ajp.AjpWire.get;
import static org.gangway.jetty.ajp.AjpWire.post;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The secret and the attributes of AJP requests. */
class AjpTrustTest extends AjpTest {
    private static final String SECRET = "open-sesame";

    @Test
    void a46SecretThatIsMissingOrWrongIsA403AndTheEnd() throws Exception {
        secret = SECRET;
        gateway.factory.setSecret(SECRET);
        gateway.start();
        for (String wrong : new String[] {null, "", "open", SECRET + " ", "OPEN-SESAME"}) {
            try (LogLines log = new LogLines();
                    AjpClient web = connect()) {
                AjpAnswer answer = web.send(post("/echo", "4", "AJP_SECRET", wrong), body("body"))
                        .answer();
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.isReused()).isFalse();
                assertThat(web.isAtEnd()).isTrue();
                assertThat(log.all()).hasSize(1);
                assertThat(log.with("worker.NAME.secret")).hasSize(1);
                assertThat(log.with(SECRET)).isEmpty();
            }
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void r1EachRequestOfAConnectionMustBringTheSecretAndCpingNeedsNone() throws Exception {
        secret = SECRET;
        gateway.factory.setSecret(SECRET);
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.isInStep()).isTrue();
            assertThat(web.send(get("/hello", "AJP_SECRET", SECRET)).answer().status())
                    .isEqualTo(200);
            assertThat(web.isInStep()).isTrue();
            assertThat(web.send(get("/hello")).answer().status()).isEqualTo(403);
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void secretThatNobodyAskedForIsIgnored() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            assertThat(web.send(get("/hello", "AJP_SECRET", SECRET)).answer().status())
                    .isEqualTo(200);
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    void r1NobodyIsServedWithoutASecretAtAnAddressThatOthersReach() throws Exception {
        Optional<InetAddress> reachable = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        Assumptions.assumeTrue(reachable.isPresent(), "this machine has an address besides 127.0.0.1");
        ServerConnector exposed = new ServerConnector(gateway.server, gateway.factory);
        exposed.setHost(reachable.get().getHostAddress());
        gateway.server.addConnector(exposed);
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = new AjpClient(new InetSocketAddress(reachable.get(), exposed.getLocalPort()))) {
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.with("no secret is set")).hasSize(1);
        }
    }

    private void serveAttributes() {
        gateway.serve("/attributes", (request, response) -> response.getWriter()
                .print(request.getAttribute("eppn") + "|" + request.getAttribute("other") + "|"
                        + request.getAttribute("jakarta.servlet.include.servlet_path") + "|"
                        + request.getAttribute("JK_LB_ACTIVATION")));
    }

    private static byte[] attributes() {
        return get(
                "/attributes",
                "eppn",
                "user",
                "other",
                "x",
                "jakarta.servlet.include.servlet_path",
                "/WEB-INF/web.xml",
                "JK_LB_ACTIVATION",
                "ACT");
    }

    @Test
    void r2AttributesThatAreNotAllowedAreDroppedCountedAndLoggedOnce() throws Exception {
        serveAttributes();
        gateway.factory.setAllowedRequestAttributesPattern("eppn|jakarta.*");
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(web.send(attributes()).answer().bodyText()).isEqualTo("user|null|null|ACT");
            }
            assertThat(log.with("attribute other")).hasSize(1);
            assertThat(log.with("servlet_path")).hasSize(1);
            assertThat(gateway.factory.getDroppedAttributes()).isEqualTo(6);
        }
    }

    @Test
    void r2AttributesThatAreNotAllowedAreA403IfRefused() throws Exception {
        serveAttributes();
        gateway.factory.setOtherAttributes(OtherAttributes.REFUSE);
        gateway.factory.setAllowedRequestAttributesPattern("eppn");
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(attributes()).answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.isReused()).isFalse();
            assertThat(web.isAtEnd()).isTrue();
        }
    }
}
