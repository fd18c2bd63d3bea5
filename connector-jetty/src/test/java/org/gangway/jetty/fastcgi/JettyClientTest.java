package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.fcgi.FCGI;
import org.eclipse.jetty.fcgi.client.transport.HttpClientTransportOverFCGI;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jetty's own FastCGI client as the web server. */
@Timeout(30)
class JettyClientTest {
    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final Gateway gateway = new Gateway();
    private final HttpClient client = new HttpClient(new RawUriTransport());
    private String origin;

    @BeforeEach
    void serve() throws Exception {
        gateway.factory.setPadding(false);
        gateway.serve("/echo", (request, response) -> {
            response.setHeader("X-Query", request.getQueryString());
            request.getInputStream().transferTo(response.getOutputStream());
        });
        gateway.serve("/large", (request, response) -> {
            for (int i = 0; i < 10; i++) {
                response.getOutputStream().write(new byte[1_000_000]);
            }
        });
        gateway.start();
        origin = "http://127.0.0.1:" + ((InetSocketAddress) gateway.address()).getPort();
        client.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
        gateway.assertNoConnection();
        gateway.close();
    }

    private CompletableFuture<ContentResponse> send(HttpMethod method, String path, byte[] body) {
        Request request = client.newRequest(origin + path).method(method);
        if (body != null) {
            request.body(new BytesRequestContent(body));
        }
        return new CompletableResponseListener(request, MAX_BODY).send();
    }

    private ContentResponse ask(HttpMethod method, String path, byte[] body) throws Exception {
        return send(method, path, body).get(20, TimeUnit.SECONDS);
    }

    @Test
    void getHeadAndPost() throws Exception {
        for (int i = 0; i < 20; i++) {
            ContentResponse get = ask(HttpMethod.GET, "/echo?a=%2F" + i, null);
            assertThat(get.getStatus()).isEqualTo(200);
            assertThat(get.getHeaders().get("X-Query")).isEqualTo("a=%2F" + i);
            assertThat(ask(HttpMethod.HEAD, "/large", null).getContent()).isEmpty();
            assertThat(ask(HttpMethod.POST, "/echo", Wire.bytes("body " + i)).getContentAsString())
                    .isEqualTo("body " + i);
        }
    }

    @Test
    void largeBodies() throws Exception {
        byte[] body = new byte[5_000_000];
        new Random(5).nextBytes(body);
        assertThat(ask(HttpMethod.POST, "/echo", body).getContent()).isEqualTo(body);
        assertThat(ask(HttpMethod.GET, "/large", null).getContent()).hasSize(10_000_000);
    }

    @Test
    void manyAtATime() throws Exception {
        List<CompletableFuture<ContentResponse>> running = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            running.add(send(HttpMethod.POST, "/echo", Wire.bytes("body " + i)));
        }
        for (int i = 0; i < running.size(); i++) {
            assertThat(running.get(i).get(20, TimeUnit.SECONDS).getContentAsString())
                    .isEqualTo("body " + i);
        }
    }

    /** Names the URI as it is, as web servers do. */
    private static final class RawUriTransport extends HttpClientTransportOverFCGI {
        RawUriTransport() {
            super(new ClientConnector(), "/");
        }

        @Override
        public void customize(Request request, HttpFields.Mutable variables) {
            super.customize(request, variables);
            String query = request.getURI().getRawQuery();
            String path = request.getURI().getRawPath();
            variables.put(FCGI.Headers.REQUEST_URI, query == null ? path : path + '?' + query);
        }
    }
}
