package org.gangway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** A test's server and client, for classes that run once per context path. */
abstract class SampleClient {
    static SampleServer server;

    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();

    SampleClient(String contextPath) {
        assertThat(server.prefix()).isEqualTo(contextPath.equals("/") ? "" : contextPath);
    }

    @BeforeParameterizedClassInvocation
    static void start(String contextPath) throws Exception {
        server = new SampleServer(contextPath);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.close();
    }

    final HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(server.uri(path)).build());
    }

    final HttpResponse<String> getHtml(String path) throws Exception {
        return send(HttpRequest.newBuilder(server.uri(path))
                .header("Accept", "text/html")
                .build());
    }

    final HttpResponse<String> postForm(String path, String form, String accept) throws Exception {
        return send(HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", accept)
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    final HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }
}
