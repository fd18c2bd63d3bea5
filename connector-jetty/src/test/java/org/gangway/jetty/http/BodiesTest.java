package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.Exchange.bytes;

import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests: F-44, F-49, S-9, S-14, S-15, R-5 to. */
class BodiesTest extends BehaviourTest {
    private final BlockingQueue<Object> uploads = new LinkedBlockingQueue<>();

    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/upload", (request, response) -> {
            String body = GatewayServer.body(request, uploads);
            response.getWriter().print(request.getContentLengthLong() + " " + body);
        });
        gateway.serve("/early", (request, response) -> response.getWriter().print("early " + request.getMethod()));
        gateway.start();
    }

    private Object seen() throws InterruptedException {
        return uploads.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void r9BodyOfAKnownLengthIsItsOwn() throws Exception {
        assertThat(post("/upload", bytes("body")).bodyText()).isEqualTo("4 body");
        assertThat(post("/upload", new byte[0]).bodyText()).isEqualTo("0 ");
        assertThat(post("/upload", bytes("secret".repeat(20_000))).body()).hasSize(120_007);
        assertThat(post("/upload", bytes("me")).bodyText()).isEqualTo("2 me");
    }

    @Test
    void r7LengthZeroWaitsForNoBody() throws Exception {
        try (Exchange web = connect()) {
            web.send(web.postHead("/upload", 0));
            assertThat(web.answer().bodyText()).isEqualTo("0 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+4",
                "-2",
                " 4",
                "4 ",
                "0x4",
                "4,4",
                "four",
                "99999999999999999999",
                "9223372036854775808",
                "4.0"
            })
    void r6LengthThatIsNoneIsA400(String length) throws Exception {
        try (LogLines log = new LogLines();
                Exchange web = connect()) {
            web.send(web.head(Exchange.variables("POST", "/upload"), length), web.part(bytes("body")), web.end());
            assertThat(web.answer().status()).isEqualTo(400);
            assertThat(log.with(peer.contentLength() + " is no ")).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
        assertThat(post("/upload", bytes("next")).bodyText()).isEqualTo("4 next");
        assertThat(uploads).containsExactly("next");
    }

    @Test
    void f49TwoLengthsThatDifferAreA400AndTwoEqualOnesAreNot() throws Exception {
        try (LogLines log = new LogLines()) {
            assertThat(post("/upload", bytes("body"), "HTTP_CONTENT_LENGTH", "5")
                            .status())
                    .isEqualTo(400);
            assertThat(log.all()).hasSize(1);
            HttpAnswer equal = post("/upload", bytes("body"), "HTTP_CONTENT_LENGTH", "4");
            if (peer == Peer.AJP) {
                // the web server passes on what it got.
                assertThat(equal.status()).isEqualTo(400);
            } else {
                assertThat(equal.bodyText()).isEqualTo("4 body");
            }
        }
    }

    @Test
    void transferEncodingSteersNothingButAjp() throws Exception {
        // over AJP the packets tell where such a body ends, and Content-Length tells nothing.
        assertThat(post("/upload", bytes("body"), "HTTP_TRANSFER_ENCODING", "chunked", "HTTP_CONNECTION", "close")
                        .bodyText())
                .isEqualTo(peer == Peer.AJP ? "-1 body" : "4 body");
    }

    @Test
    void f44BodyThatBreaksOffIsAnErrorForTheServlet() throws Exception {
        for (int length : new int[] {0, 4}) {
            try (Exchange web = connect()) {
                web.send(web.postHead("/upload", 10), web.part(new byte[length]));
            }
            assertThat(seen()).isInstanceOf(EofException.class);
        }
        if (peer != Peer.SCGI) {
            try (Exchange web = connect()) {
                web.send(web.postHead("/upload"), web.part(bytes("half")));
            }
            assertThat(seen()).isInstanceOf(EofException.class);
        }
        try (Exchange web = connect()) {
            web.send(web.postHead("/upload", 10), web.part(bytes("half")));
            web.channel.shutdownOutput();
            assertThat(seen()).isInstanceOf(EofException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2000, 100_000})
    void bodyBeyondTheLengthIsDroppedButOverAjp(int more) throws Exception {
        String rest = "x".repeat(more);
        try (Exchange web = connect()) {
            web.send(web.postHead("/upload", 4), web.part(bytes("body" + rest)), web.end());
            if (peer == Peer.AJP) {
                // Apache's input filters change the length of a body, and not Content-Length.
                web.send(web.part(new byte[0]));
                assertThat(whole(web).bodyText()).isEqualTo("4 body" + rest);
            } else {
                assertThat(whole(web).bodyText()).isEqualTo("4 body");
            }
        }
    }

    /** The whole body is sent before the first byte of the answer is read; where the connection is kept, more follows. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 8184, 100_000, 2_000_000, 6_000_000})
    void r5R35UnreadBodyDestroysNeitherTheAnswerNorTheNextRequest(int length) throws Exception {
        byte[] body = new byte[length];
        for (int i = 0; i < body.length; i++) {
            // Looks like a record of FastCGI: it must not be taken for one.
            body[i] = (byte) (i % 8 < 2 ? 1 : 0);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(post("/early", body).bodyText()).isEqualTo("early POST");
            assertThat(post("/upload", bytes("next")).bodyText()).isEqualTo("4 next");
        }
    }

    @Test
    void answerComesBeforeTheBodyIfNobodyReadsIt() throws Exception {
        try (Exchange web = connect()) {
            web.send(web.postHead("/early", 1000));
            assertThat(web.atLeast("early POST".length()).bodyText()).isEqualTo("early POST");
            web.send(web.part(new byte[1000]), web.end());
            assertThat(whole(web).bodyText()).isEqualTo("early POST");
        }
    }

    @Test
    void requestMayComeByteByByte() throws Exception {
        try (Exchange web = connect()) {
            for (byte b : web.post("/upload", bytes("a body"), "HTTP_X_LONG", "v".repeat(200))) {
                web.send(new byte[] {b});
            }
            assertThat(whole(web).bodyText()).isEqualTo("6 a body");
        }
    }

    @Test
    void requestMayBeCutAtEveryByte() throws Exception {
        int length = 2;
        for (int cut = 1; cut < length; cut++) {
            try (Exchange web = connect()) {
                byte[] request = web.post("/upload", bytes("a body"));
                length = request.length;
                web.send(Arrays.copyOf(request, cut));
                web.send(Arrays.copyOfRange(request, cut, request.length));
                assertThat(whole(web).bodyText()).isEqualTo("6 a body");
            }
        }
    }

    @Test
    void connectionMayEndAtEveryByte() throws Exception {
        try (LogLines log = new LogLines()) {
            int length = 1;
            for (int cut = 0; cut <= length; cut++) {
                for (boolean half : new boolean[] {true, false}) {
                    try (Exchange web = connect()) {
                        byte[] request = web.post("/early", bytes("a body"));
                        length = request.length;
                        web.send(Arrays.copyOf(request, cut));
                        if (half) {
                            web.channel.shutdownOutput();
                            if (cut == length) {
                                assertThat(whole(web).bodyText()).isEqualTo("early POST");
                            }
                        }
                    }
                }
            }
            assertNoConnection();
            assertThat(log.stacks()).isEmpty();
        }
    }
}
