package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.gangway.request.TrustPolicy;

/** A request with a random path, body, header field and attributes, and what its answer must be. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record RandomRequest(String uri, byte[] body, String a, String b, String header, String port) {
    /** Serves them. */
    public static void serve(GatewayServer<?> gateway) {
        gateway.factory.setTrustPolicy(new TrustPolicy(
                TrustPolicy.NONE.remoteUser(),
                Pattern.compile("MARK_.*"),
                List.of(),
                TrustPolicy.NONE.attributeCharset(),
                null,
                ";"));
        gateway.serve("/*", (request, response) -> {
            response.setHeader("X-Path", request.getRequestURI() + '?' + request.getQueryString());
            response.setHeader("X-Mark", "" + request.getAttribute("MARK_A") + request.getAttribute("MARK_B"));
            response.setHeader("X-Header", request.getHeader("X-Header"));
            response.setHeader("X-Peer", request.getRemoteAddr() + ':' + request.getRemotePort());
            request.getInputStream().transferTo(response.getOutputStream());
        });
    }

    public static RandomRequest of(Random random) {
        byte[] body = new byte[random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(300)];
        random.nextBytes(body);
        return new RandomRequest(
                "/" + word(random) + "/" + word(random) + "?" + word(random),
                body,
                random.nextBoolean() ? word(random) : null,
                random.nextBoolean() ? word(random) : null,
                word(random),
                "" + (1 + random.nextInt(65535)));
    }

    private static String word(Random random) {
        return Long.toString(random.nextLong() & Long.MAX_VALUE, 36).repeat(1 + random.nextInt(12));
    }

    /** The names and values of its own variables by turns. */
    public String[] variables() {
        return new String[] {"MARK_A", a, "MARK_B", b, "HTTP_X_HEADER", header, "REMOTE_PORT", port};
    }

    /** Fails unless the answer is that of this request. */
    public void check(HttpAnswer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields("X-Path")).containsExactly(uri);
        assertThat(answer.fields("X-Mark")).containsExactly("" + a + b);
        assertThat(answer.fields("X-Header")).containsExactly(header);
        assertThat(answer.fields("X-Peer")).containsExactly("192.0.2.77:" + port);
        assertThat(answer.body()).isEqualTo(body);
    }
}
