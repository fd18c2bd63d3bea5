package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gangway.jetty.http.AsyncErrors;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ABORT_REQUEST at each stage of a request: F-37. */
@Timeout(10)
class AbortTest {
    private final Gateway gateway = new Gateway();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final AtomicInteger served = new AtomicInteger();

    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/echo", (request, response) -> {
            served.incrementAndGet();
            try {
                request.getInputStream().transferTo(response.getOutputStream());
                seen.add("whole");
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
        gateway.serve("/async", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            async.addListener(new AsyncErrors(seen));
            served.incrementAndGet();
        });
        gateway.serve("/endless", (request, response) -> {
            try {
                while (true) {
                    response.getOutputStream().print("and on and on ".repeat(100));
                    response.flushBuffer();
                    served.incrementAndGet();
                }
            } catch (IOException x) {
                seen.add(x);
            }
        });
        gateway.start();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    @RepeatedTest(20)
    void f37DirectlyAfterBegin() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.begin(1, RESPONDER, KEEP), Wire.abort(1));
            assertEnded(web);
        }
    }

    @Test
    void f37InParams() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(
                    Wire.begin(1, RESPONDER, KEEP),
                    Wire.stream(Wire.PARAMS, 1, Wire.pairs(Wire.variables("GET", "/echo"))),
                    Wire.abort(1));
            assertEnded(web);
        }
    }

    @RepeatedTest(50)
    void f37RightBehindTheRequest() throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/echo"), Wire.abort(1));
            assertThat(web.answer(1).isComplete()).isTrue();
            web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
            assertThat(log.stacks()).isEmpty();
        }
    }

    @RepeatedTest(10)
    void f37RightBehindARefusedRequest() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/echo", "REQUEST_METHOD", null), Wire.abort(1));
            assertThat(web.answer(1).isComplete()).isTrue();
            web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
        }
    }

    @Test
    void f37WhileTheServletReads() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/echo", 100), Wire.stdin(1, "half"));
            until("the servlet reads", () -> served.get() == 1);
            web.send(Wire.abort(1));
            assertThat(web.answer(1).isComplete()).isTrue();
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
        }
    }

    @Test
    void f37WhileTheServletWaitsAsynchronously() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/async"));
            until("the servlet runs", () -> served.get() == 1);
            web.send(Wire.abort(1));
            assertThat(web.answer(1).isComplete()).isTrue();
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
        }
    }

    @Test
    void f37InMidResponseOthersGoOn() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(2, KEEP, "/echo", 4), Wire.get(1, KEEP, "/endless"));
            web.atLeast(1, 1);
            web.send(Wire.abort(1));
            assertThat(web.answer(1).isStdoutEnded()).isTrue();
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            web.send(Wire.stdin(2, "mine"), Wire.end(STDIN, 2));
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("mine");
        }
    }

    @Test
    void f37AfterTheAnswerIsIgnored() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("first")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("first");
            web.send(Wire.abort(1), Wire.post(1, KEEP, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
        }
    }

    private static void assertEnded(WebServer web) throws IOException {
        Answer aborted = web.answer(1);
        assertThat(aborted.records()).hasSize(1);
        assertThat(aborted.protocolStatus()).isZero();
        web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("next")));
        assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
    }
}
