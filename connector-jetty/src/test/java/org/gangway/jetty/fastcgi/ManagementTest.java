package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Management records and unknown things: F-30 to F-35, F-7. */
@Timeout(10)
class ManagementTest {
    private final Gateway gateway = new Gateway();

    @BeforeEach
    void serve() {
        gateway.serve("/echo", (request, response) -> request.getInputStream().transferTo(response.getOutputStream()));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    private static byte[] result(String... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Wire.pairs(values);
    }

    private static void assertResult(WebServer web, byte[] expected) throws Exception {
        WebServer.Record record = web.next();
        assertThat(record.type()).isEqualTo(Wire.GET_VALUES_RESULT);
        assertThat(record.id()).isZero();
        assertThat(record.content()).isEqualTo(expected);
    }

    @Test
    void f30GetValuesBeforeBetweenAndDuringRequests() throws Exception {
        gateway.factory.setMaxConnections(77);
        gateway.factory.setMaxRequestsPerConnection(9);
        gateway.start();
        byte[] all = result("FCGI_MAX_CONNS", "77", "FCGI_MAX_REQS", "9", "FCGI_MPXS_CONNS", "1");
        byte[] query = Wire.getValues("FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS", "FCGI_UNHEARD_OF");
        try (WebServer web = gateway.connect()) {
            web.send(query);
            assertResult(web, all);
            web.send(Wire.postHead(1, KEEP, "/echo", 4));
            web.send(query);
            assertResult(web, all);
            web.send(Wire.stdin(1, "body"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("body");
            web.send(query);
            assertResult(web, all);
            web.send(Wire.post(1, CLOSE, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
        }
    }

    @Test
    void f30OnlyWhatIsAskedForIsAnswered() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.getValues("FCGI_MPXS_CONNS"), Wire.getValues("NOTHING"));
            assertResult(web, result("FCGI_MPXS_CONNS", "1"));
            assertResult(web, new byte[0]);
        }
    }

    @Test
    void f31EmptyQueryGetsAnEmptyResult() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.getValues());
            assertResult(web, new byte[0]);
        }
    }

    @Test
    void f33ValuesAreTrueWithoutMultiplexing() throws Exception {
        gateway.factory.setMultiplexing(false);
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.getValues("FCGI_MAX_REQS", "FCGI_MPXS_CONNS"));
            assertResult(web, result("FCGI_MAX_REQS", "1", "FCGI_MPXS_CONNS", "0"));
        }
    }

    @Test
    void getValuesOverTheLimitClosesTheConnection() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.record(Wire.GET_VALUES, 0, new byte[1025]));
            assertThat(web.rest()).isEmpty();
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void manyQuestionsAtOnceAreAnsweredInTheirOrder() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            byte[][] questions = new byte[200][];
            for (int i = 0; i < questions.length; i++) {
                questions[i] = Wire.record(20 + i % 100, 0, new byte[i]);
            }
            web.send(questions);
            for (int i = 0; i < questions.length; i++) {
                WebServer.Record record = web.next();
                assertThat(record.type()).isEqualTo(Wire.UNKNOWN_TYPE);
                assertThat(record.content()[0]).isEqualTo((byte) (20 + i % 100));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 6, 8, 10, 11, 12, 99, 127})
    void f32UnknownManagementTypeIsAnsweredAndTheConnectionStays(int type) throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.record(type, 0, Wire.bytes("whatever it means"), 7));
            WebServer.Record record = web.next();
            assertThat(record.type()).isEqualTo(Wire.UNKNOWN_TYPE);
            assertThat(record.id()).isZero();
            assertThat(record.content()).containsExactly(type, 0, 0, 0, 0, 0, 0, 0);
            web.send(Wire.post(1, CLOSE, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 6, 7, 9, 10, 11, 12, 200, 255})
    void f32UnknownApplicationTypeIsIgnored(int type) throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.record(type, 1, Wire.bytes("nothing"), 3));
            web.send(Wire.postHead(1, CLOSE, "/echo", 4), Wire.record(type, 1, Wire.bytes("nothing"), 3));
            web.send(Wire.stdin(1, "body"), Wire.record(type, 1, new byte[0]), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("body");
            assertThat(web.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 99, 65535})
    void f34UnknownRole(int role) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.begin(1, role, KEEP), Wire.params(1, Wire.variables("GET", "/echo")), Wire.end(STDIN, 1));
            Answer answer = web.answer(1);
            assertThat(answer.records()).hasSize(1);
            assertThat(answer.protocolStatus()).isEqualTo(3);
            assertThat(answer.appStatus()).isZero();
            assertThat(log.with("unknown role " + role)).hasSize(1);
            web.send(Wire.post(1, CLOSE, "/echo", Wire.bytes("next")));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("next");
        }
    }

    @Test
    void f34UnknownRoleWithoutKeepConnClosesTheConnection() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.begin(1, 9, CLOSE));
            assertThat(web.answer(1).protocolStatus()).isEqualTo(3);
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9, 100, 65535})
    void f35BeginRequestOfAWrongLengthClosesTheConnection(int length) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.record(Wire.BEGIN, 1, new byte[length]));
            assertThat(web.rest()).isEmpty();
            assertThat(log.all()).hasSize(1);
            assertThat(log.with("BEGIN_REQUEST of " + length + " bytes")).hasSize(1);
        }
    }

    @Test
    void f35OtherFlagsAreIgnored() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(
                    Wire.begin(1, RESPONDER, 0xFE),
                    Wire.params(1, Wire.variables("POST", "/echo", "CONTENT_LENGTH", "2")),
                    Wire.stdin(1, "ab"),
                    Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("ab");
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 0x47, 0xFF})
    void f7WrongVersionClosesTheConnectionWithOneLogLine(int version) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            byte[] bytes = Wire.get(1, KEEP, "/echo");
            bytes[0] = (byte) version;
            web.send(bytes);
            assertThat(web.rest()).isEmpty();
            assertThat(log.with("FastCGI version " + version)).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
    }
}
