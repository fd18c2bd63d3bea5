package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
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

    /** Calls something before each call of a method of the channels that Jetty makes for requests. */
    private void before(String method, Runnable action) {
        HttpChannel.Factory channels = new HttpChannel.DefaultFactory();
        ((ContainerLifeCycle) gateway.connector()).addBean((HttpChannel.Factory) metaData -> {
            HttpChannel channel = channels.newHttpChannel(metaData);
            return (HttpChannel) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {HttpChannel.class}, (proxy, called, arguments) -> {
                        if (called.getName().equals(method)) {
                            action.run();
                        }
                        try {
                            return called.invoke(channel, arguments);
                        } catch (InvocationTargetException x) {
                            throw x.getCause();
                        }
                    });
        });
    }

    /** Aborts the request while its refusal is on the way; the abort has been read when this returns. */
    private static void abort(WebServer web) {
        try {
            web.send(Wire.abort(1), Wire.getValues("FCGI_MAX_CONNS"));
            assertThat(web.next().type()).isEqualTo(Wire.GET_VALUES_RESULT);
        } catch (IOException x) {
            throw new UncheckedIOException(x);
        }
    }

    /** The thread that serves it finds that it is no good, and doesn't know yet that nobody wants to hear it. */
    @Test
    void f37WhileItIsFoundToBeNoGoodIsAnEndWithoutAnAnswer() throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            CountDownLatch aborted = new CountDownLatch(1);
            before("onRequest", () -> {
                if (aborted.getCount() > 0) {
                    abort(web);
                    aborted.countDown();
                    throw new IllegalArgumentException("no good");
                }
            });
            web.send(Wire.get(1, KEEP, "/echo"));
            aborted.await();
            Answer answer = web.answer(1);
            assertThat(answer.hasHead()).isFalse();
            assertThat(answer.protocolStatus()).isZero();
            web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
            assertThat(served).hasValue(1);
            assertThat(log.with("gets 400: no good")).hasSize(1);
            assertThat(log.stacks()).isEmpty();
        }
    }

    /** The request takes nothing more from the web server: it gets the answer that it was to get. */
    @Test
    void f37BetweenTheRefusalAndItsAnswerIsIgnored() throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            CountDownLatch aborted = new CountDownLatch(1);
            before("initialize", () -> {
                if (aborted.getCount() > 0) {
                    abort(web);
                    aborted.countDown();
                }
            });
            web.send(Wire.get(1, KEEP, "/echo", "REQUEST_METHOD", null));
            aborted.await();
            assertThat(web.answer(1).complete().status()).isEqualTo(400);
            web.send(Wire.post(1, KEEP, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
            assertThat(log.stacks()).isEmpty();
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
