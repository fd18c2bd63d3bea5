package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.gangway.jetty.GatewayConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server for each test, with every protocol. */
@ParameterizedClass
@EnumSource(Peer.class)
@Timeout(30)
abstract class BehaviourTest {
    @Parameter
    Peer peer;

    @TempDir
    Path directory;

    GatewayServer<GatewayConnectionFactory> gateway;

    @BeforeEach
    void make() {
        gateway = new GatewayServer<>(peer.factory());
    }

    /** The connector serves a new connection, and no buffer of those before it is lost. */
    @AfterEach
    void checkHealth() throws IOException {
        try (Exchange web = connect()) {
            assertThat(web.send(web.get("/health?0")).answer().status()).isIn(200, 404);
        }
        gateway.assertNoConnection();
        gateway.assertNoLeak();
        gateway.close();
    }

    final Exchange connect() throws IOException {
        return peer.connect(gateway.address());
    }

    /** A whole exchange without a body in the request. */
    final HttpAnswer get(String uri, String... more) throws IOException {
        try (Exchange web = connect()) {
            return whole(web.send(web.get(uri, more)));
        }
    }

    /** A whole exchange with a body in the request. */
    final HttpAnswer post(String uri, byte[] body, String... more) throws IOException {
        try (Exchange web = connect()) {
            return whole(web.send(web.post(uri, body, more)));
        }
    }

    /** The response is complete, and so is the exchange. */
    static HttpAnswer whole(Exchange web) throws IOException {
        HttpAnswer answer = web.answer();
        assertThat(web.isWhole()).isNotEqualTo(false);
        assertThat(web.isOver()).isTrue();
        return answer;
    }
}
