package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and their ids on a running connector: F-13 to F-17, F-24, F-36. */
@Timeout(10)
class RequestIdTest {
    private final Gateway gateway = new Gateway();
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    @BeforeEach
    void serve() {
        gateway.serve("/echo", (request, response) -> request.getInputStream().transferTo(response.getOutputStream()));
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello " + request.getQueryString()));
        gateway.serve("/early", (request, response) -> response.getWriter().print("early"));
        gateway.serve("/wait", (request, response) -> {
            waiting.incrementAndGet();
            try {
                open.await();
            } catch (InterruptedException x) {
                throw new java.io.InterruptedIOException();
            }
            response.getWriter().print("waited");
        });
    }

    @AfterEach
    void stop() throws Exception {
        open.countDown();
        gateway.assertHealthy();
        gateway.close();
    }

    @Test
    void f13BeginRequestWithIdZeroIsAnsweredByUnknownType() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.begin(0, RESPONDER, KEEP));
            WebServer.Record record = web.next();
            assertThat(record.type()).isEqualTo(Wire.UNKNOWN_TYPE);
            assertThat(record.id()).isZero();
            assertThat(record.content()).containsExactly(1, 0, 0, 0, 0, 0, 0, 0);
            web.send(Wire.get(1, CLOSE, "/hello?x"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello x");
        }
    }

    @Test
    void f14RecordsOfIdsThatAreNotActiveAreIgnored() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(
                    Wire.stdin(7, "nobody wants it"),
                    Wire.end(STDIN, 7),
                    Wire.abort(7),
                    Wire.params(7, Wire.variables("GET", "/hello")),
                    Wire.get(1, CLOSE, "/hello?x"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello x");
            assertThat(web.rest()).isEmpty();
        }
    }

    @Test
    void f15SecondBeginOfAnActiveIdClosesTheConnection() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.begin(1, RESPONDER, KEEP));
            web.send(Wire.begin(1, RESPONDER, KEEP));
            assertThat(web.rest()).isEmpty();
            assertThat(log.with("BEGIN_REQUEST for request 1, which is active")).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void f15RequestIsAnsweredWhoseIdIsBegunAgain() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/wait"));
            until("the servlet runs", () -> waiting.get() == 1);
            web.send(Wire.get(1, KEEP, "/wait"));
            until("it is logged", () -> !log.with("BEGIN_REQUEST for request 1, which is active")
                    .isEmpty());
            open.countDown();
            assertThat(web.answer(1).complete().status()).isEqualTo(200);
            assertThat(web.rest()).isEmpty();
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void f16RequestsOnOneConnectionAreServedAtTheSameTime() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/wait"), Wire.get(3, KEEP, "/wait"), Wire.get(5, KEEP, "/hello?x"));
            assertThat(web.answer(5).complete().bodyText()).isEqualTo("hello x");
            until("both servlets run", () -> waiting.get() == 2);
            open.countDown();
            assertThat(web.answer(3).complete().bodyText()).isEqualTo("waited");
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("waited");
        }
    }

    @Test
    void f16BodiesMayBeInterleaved() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/echo", 6), Wire.postHead(2, KEEP, "/echo", 6));
            for (int i = 0; i < 6; i++) {
                web.send(Wire.stdin(1, "" + (char) ('a' + i)), Wire.stdin(2, "" + (char) ('A' + i)));
            }
            web.send(Wire.end(STDIN, 2), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("abcdef");
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("ABCDEF");
        }
    }

    @Test
    void f16RequestIsNotHeldUpByTheUnreadBodyOfAnotherOne() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            // HAProxy asks, if it is told to; nothing else tells of the second request that is to come.
            web.send(Wire.getValues("FCGI_MPXS_CONNS"));
            web.next();
        }
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/wait", 5));
            until("the servlet runs", () -> waiting.get() == 1);
            web.send(Wire.get(3, KEEP, "/hello?x"));
            assertThat(web.answer(3).complete().bodyText()).isEqualTo("hello x");
        }
    }

    @Test
    void f16WithoutMultiplexingTheSecondRequestGetsCantMpxConn() throws Exception {
        gateway.factory.setMultiplexing(false);
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/echo", 3), Wire.post(2, KEEP, "/echo", Wire.bytes("other")));
            Answer second = web.answer(2);
            assertThat(second.protocolStatus()).isEqualTo(1);
            assertThat(second.appStatus()).isZero();
            assertThat(second.records()).hasSize(1);
            web.send(Wire.stdin(1, "one"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("one");
            web.send(Wire.get(2, CLOSE, "/hello?2"));
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("hello 2");
        }
    }

    @Test
    void f17IdsGoUpTo65535() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(65535, KEEP, "/hello?x"), Wire.get(256, KEEP, "/hello?y"));
            assertThat(web.answer(65535).complete().bodyText()).isEqualTo("hello x");
            assertThat(web.answer(256).complete().bodyText()).isEqualTo("hello y");
        }
    }

    @Test
    void f24UnreadBodyIsNotFedToTheNextRequestWithTheSameId() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/early", 1000), Wire.stdin(1, "x".repeat(500)));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("early");
            web.send(Wire.stdin(1, "y".repeat(500)), Wire.end(STDIN, 1));
            web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("mine")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("mine");
        }
    }

    @Test
    void f36AnIdMayBeUsedAgainAtOnce() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            for (int i = 0; i < 500; i++) {
                web.send(Wire.get(1, KEEP, "/hello?" + i));
                assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello " + i);
            }
        }
    }

    @Test
    void f36WithoutKeepConnTheConnectionIsClosedAfterTheAnswer() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, CLOSE, "/hello?x"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello x");
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void f36WithMixedFlagsTheLastAnswerIsOutBeforeTheClose() throws Exception {
        gateway.serve("/large", (request, response) -> {
            byte[] megabyte = new byte[1 << 20];
            response.setContentLength(4 * megabyte.length);
            for (int i = 0; i < 4; i++) {
                response.getOutputStream().write(megabyte);
            }
        });
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/large"), Wire.get(2, CLOSE, "/hello?x"));
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("hello x");
            assertThat(web.answer(1).complete().body()).hasSize(4 << 20);
            assertThat(web.isAtEnd()).isTrue();
        }
    }
}
