package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.AbstractConnector;
import org.gangway.jetty.fastcgi.WebServer.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How connections end that a web server keeps: it may send a request at that very moment. */
@Timeout(20)
class FarewellTest {
    private static final int STDERR = 7;
    private static final String[] NGINX = {"SERVER_SOFTWARE", "nginx/1.22.1"};

    @TempDir
    Path directory;

    private final Gateway gateway = new Gateway();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @BeforeEach
    void serve() {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.serve("/wait", (request, response) -> {
            begun.countDown();
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
        gateway.close();
    }

    private AbstractConnector connector() {
        return (AbstractConnector) gateway.connector();
    }

    private static void hello(WebServer web, String... more) throws Exception {
        assertThat(web.send(Wire.get(1, KEEP, "/hello", more))
                        .answer(1)
                        .complete()
                        .bodyText())
                .isEqualTo("hello");
    }

    private static void assertFarewell(WebServer web) throws Exception {
        Record record = web.next();
        assertThat(record.type()).isEqualTo(STDERR);
        assertThat(record.id()).isEqualTo(1);
        assertThat(record.content()).isEmpty();
    }

    private void restingNginxIsAskedToClose() throws Exception {
        try (WebServer web = gateway.connect()) {
            hello(web, NGINX);
            CompletableFuture<Void> done = connector().shutdown();
            assertFarewell(web);
            assertThat(done).isNotDone();
            web.close();
            done.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void restingNginxIsAskedToCloseOverTcp() throws Exception {
        gateway.start();
        restingNginxIsAskedToClose();
    }

    @Test
    void restingNginxIsAskedToCloseOverAUnixSocket() throws Exception {
        gateway.startUnix(directory.resolve("x.sock"));
        restingNginxIsAskedToClose();
    }

    @Test
    void requestThatWasSentMeanwhileIsServed_andTheEndIsAskedForAgain() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            hello(web, NGINX);
            CompletableFuture<Void> done = connector().shutdown();
            assertFarewell(web);
            hello(web, NGINX);
            assertFarewell(web);
            web.close();
            done.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void runningRequestEndsBeforeNginxIsAsked() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/wait", NGINX));
            begun.await();
            CompletableFuture<Void> done = connector().shutdown();
            open.countDown();
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("waited");
            assertFarewell(web);
            web.close();
            done.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoDoesNotHeedItIsCutOffWhenItRests() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            hello(web, NGINX);
            CompletableFuture<Void> done = connector().shutdown();
            assertFarewell(web);
            assertThat(web.next()).isNull();
            done.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoGoesOnAndOnIsCutOffBehindAnAnswer() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            hello(web, NGINX);
            CompletableFuture<Void> done = connector().shutdown();
            assertFarewell(web);
            hello(web, NGINX);
            assertFarewell(web);
            hello(web, NGINX);
            assertFarewell(web);
            hello(web, NGINX);
            assertThat(web.next()).isNull();
            done.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void othersAreCutOff() throws Exception {
        gateway.start();
        try (WebServer unknown = gateway.connect();
                WebServer apache = gateway.connect()) {
            hello(unknown);
            hello(apache, "SERVER_SOFTWARE", "Apache/2.4.66");
            CompletableFuture<Void> done = connector().shutdown();
            assertThat(unknown.next()).isNull();
            assertThat(apache.next()).isNull();
            done.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void connectionThatHasRestedTooLongEndsInTheSameWay() throws Exception {
        gateway.factory.setKeepAliveTimeout(1);
        gateway.start();
        connector().setIdleTimeout(200);
        assertEndsInTheSameWay();
    }

    @Test
    void connectionThatMayRestLessThanTheIdleTimeoutEndsInTheSameWay() throws Exception {
        gateway.factory.setKeepAliveTimeout(50);
        gateway.factory.setLingerTimeout(300);
        gateway.start();
        assertEndsInTheSameWay();
    }

    private void assertEndsInTheSameWay() throws Exception {
        try (WebServer web = gateway.connect()) {
            hello(web, NGINX);
            assertFarewell(web);
            hello(web, NGINX);
            assertFarewell(web);
            assertThat(web.next()).isNull();
        }
    }
}
