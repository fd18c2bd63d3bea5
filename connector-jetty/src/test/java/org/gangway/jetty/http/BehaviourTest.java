package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.gangway.jetty.GatewayConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server for each test, with every protocol. Where connections are kept, one request follows the other on one. */
@ParameterizedClass
@EnumSource(Peer.class)
@Timeout(30)
abstract class BehaviourTest {
    @Parameter
    Peer peer;

    @TempDir
    Path directory;

    GatewayServer<GatewayConnectionFactory> gateway;

    private final AtomicReference<Exchange> kept = new AtomicReference<>();

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
        assertNoConnection();
        gateway.assertNoLeak();
        gateway.close();
    }

    final Exchange connect() throws IOException {
        return peer.connect(gateway.address());
    }

    /** The connection that is kept, or a new one. */
    final Exchange next() throws IOException {
        Exchange web = kept.getAndSet(null);
        return web == null ? connect() : web.next();
    }

    /** Of this one, the exchange is over. */
    private void keepOrClose(Exchange web) throws IOException {
        Exchange one = web.isKept() ? kept.getAndSet(web) : web;
        if (one != null) {
            one.close();
        }
    }

    /** All connections are closed but for the one that is kept here, which is closed now. */
    final void assertNoConnection() throws IOException {
        Exchange web = kept.getAndSet(null);
        if (web != null) {
            web.close();
        }
        gateway.assertNoConnection();
    }

    /** A whole exchange without a body in the request. */
    final HttpAnswer get(String uri, String... more) throws IOException {
        Exchange web = next();
        return whole(web, web.get(uri, more));
    }

    /** A whole exchange with a body in the request. */
    final HttpAnswer post(String uri, byte[] body, String... more) throws IOException {
        Exchange web = next();
        return whole(web, web.post(uri, body, more));
    }

    private HttpAnswer whole(Exchange web, byte[] request) throws IOException {
        try {
            HttpAnswer answer = whole(web.send(request));
            keepOrClose(web);
            return answer;
        } catch (Throwable failure) {
            web.close();
            throw failure;
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
