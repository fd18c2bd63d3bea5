package org.gangway.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gangway ping}, by the command line, in both ways of reading it. */
class PingTest {
    private static final String TIME = " in \\d+\\.\\d ms";

    @TempDir
    Path directory;

    private String out;
    private String err;

    private int ping(String... arguments) {
        String[] all = with(List.of("ping"), arguments);
        StringWriter newOut = new StringWriter();
        StringWriter newErr = new StringWriter();
        int status = Startup.execute(all, new PrintWriter(newOut, true), new PrintWriter(newErr, true));
        out = newOut.toString();
        err = newErr.toString();
        return status;
    }

    private void assertHealthy(String line, String... arguments) {
        int status = ping(arguments);
        assertThat(err).isEmpty();
        assertThat(out.lines()).singleElement().asString().matches(line);
        assertThat(status).isZero();
    }

    private void assertError(int expected, String line, String... arguments) {
        int status = ping(arguments);
        assertThat(out).isEmpty();
        assertThat(err.lines())
                .singleElement()
                .asString()
                .startsWith("gangway: ")
                .contains(line);
        assertThat(status).isEqualTo(expected);
    }

    private GatewayServer serve(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(new WarBuilder()
                .descriptor(WarBuilder.jakartaDescriptor("6.0"))
                .probe()
                .entry("health.jsp", "fine")
                .entry("moved.jsp", "<% response.sendRedirect(\"/health.jsp\"); %>")
                .entry("ill.jsp", "<% response.sendError(503); %>")
                .entry("query.jsp", "<% if (!\"d e\".equals(request.getParameter(\"c\"))) response.sendError(500); %>")
                .pack(directory.resolve("app.war"))
                .toString()));
        arguments.addAll(List.of(options));
        GatewayServer server = new GatewayServer(
                RunCommand.parse(arguments.toArray(String[]::new)).plan(() -> null, Map.of()));
        server.start();
        return server;
    }

    @Test
    void fastCgi() throws Exception {
        Path socket = directory.resolve("x.sock");
        String unix = "fcgi unix:" + socket + ": ";
        try (GatewayServer server = serve("--socket=" + socket)) {
            assertThat(server.address()).isEqualTo("unix:" + socket);
            String values = "GET_VALUES answered" + TIME + " \\(FCGI_MAX_CONNS=\\d+, FCGI_MAX_REQS=\\d+,"
                    + " FCGI_MPXS_CONNS=1\\)";
            assertHealthy(unix + values, "unix:" + socket);
            assertHealthy(unix + values, socket.toString());
            assertHealthy(unix + values, "--protocol", "FastCGI", "--timeout=20s", "--", socket.toString());
            assertPages(unix, socket.toString(), List.of("--timeout=1m"));
            assertError(1, "the server closed the connection without an answer", "--protocol=scgi", socket.toString());
            // A CPING is shorter than the header of a record.
            assertError(1, "speaks another --protocol", "--protocol=ajp", "--timeout=50ms", socket.toString());
        }
    }

    @Test
    void scgi() throws Exception {
        try (GatewayServer server = serve("--port=0", "--protocol=scgi")) {
            String address = server.address();
            assertHealthy("scgi " + address + ": GET / answered 200" + TIME, address, "--protocol=scgi");
            assertPages("scgi " + address + ": ", address, List.of("--protocol=scgi", "--timeout=1m"));
            assertError(1, "closed the connection without an answer", address);
            assertError(1, "closed the connection without an answer", address, "--path=/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "auto"})
    void http(String protocol) throws Exception {
        try (GatewayServer server = serve("--port=0", "--protocol=" + protocol)) {
            String address = server.address();
            assertHealthy("http " + address + ": GET / answered 200" + TIME, address, "--protocol=http");
            assertHealthy("http " + address + ": GET / answered 200" + TIME, "http://" + address);
            assertHealthy(
                    "http " + address + ": GET /health.jsp answered 200" + TIME, "http://" + address + "/health.jsp");
            assertError(1, "GET /none answered 404", "http://" + address + "/none");
            assertPages("http " + address + ": ", address, List.of("--protocol=http", "--timeout=1m"));
        }
    }

    @Test
    void httpOverAUnixSocket() throws Exception {
        Path socket = directory.resolve("x.sock");
        try (GatewayServer server = serve("--socket=" + socket, "--protocol=http")) {
            assertHealthy("http unix:" + socket + ": GET / answered 200" + TIME, server.address(), "--protocol=http");
            assertError(1, "it looks like HTTP; give --protocol http", server.address());
        }
    }

    @Test
    void ajp() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "open sesame\n");
        Path wrong = Files.writeString(directory.resolve("wrong"), "open, wheat");
        try (GatewayServer server = serve("--port=0", "--protocol=ajp", "--secret-file=" + secret)) {
            String address = server.address();
            String port = address.substring(address.lastIndexOf(':') + 1);
            assertHealthy("ajp " + address + ": CPING answered" + TIME, port, "--protocol=ajp");
            assertPages(
                    "ajp " + address + ": ",
                    address,
                    List.of("--protocol=ajp13", "--timeout=1m", "--secret-file=" + secret));
            assertError(1, "answered 403 in ", address, "--protocol=ajp", "--path=/health.jsp");
            assertThat(err).contains("(if the server wants a secret, give --secret-file)");
            assertError(
                    1, "the secret is wrong", port, "--protocol=ajp", "--path=/health.jsp", "--secret-file=" + wrong);
        }
    }

    private void assertPages(String name, String address, List<String> options) {
        for (Map.Entry<String, String> healthy : Map.of(
                        "/health.jsp", "200", "/moved.jsp", "302", "/query.jsp?c=d%20e", "200", "/probe/a%2Bb", "200")
                .entrySet()) {
            assertHealthy(
                    Pattern.quote(name + "GET " + healthy.getKey() + " answered " + healthy.getValue()) + TIME,
                    with(options, "--path=" + healthy.getKey(), address));
        }
        assertError(1, name + "GET /ill.jsp answered 503 in", with(options, "--path=/ill.jsp", address));
        assertThat(err).contains("which isn't healthy; look into the log of the application");
        assertError(1, "GET /none answered 404 in", with(options, address, "--path", "/none"));
    }

    private static String[] with(List<String> options, String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void socketThatIsNotThere() throws Exception {
        String none = directory.resolve("none.sock").toString();
        assertError(1, "fcgi unix:" + none + ": there is no such socket; start the server", none);
        Path file = Files.writeString(directory.resolve("file"), "");
        assertError(1, "that is no socket; correct the path", file.toString());
        Path stale = directory.resolve("stale.sock");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(stale));
        }
        assertError(1, "connection refused: nobody listens on that socket any more", stale.toString());
    }

    @Test
    void portThatNobodyHas() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertError(
                1,
                "fcgi 127.0.0.1:" + port + ": connection refused: nobody listens there; start the server, or correct",
                "tcp:127.0.0.1:" + port);
        assertError(1, "the host none.invalid is not known; check the name", "none.invalid:9000");
    }

    @Test
    void longestSocketPath() throws Exception {
        Path longest = directory.resolve("x".repeat(107 - directory.toString().length() - 1));
        assertError(1, "there is no such socket", longest.toString());
        try (GatewayServer server = serve("--socket=" + longest)) {
            assertHealthy("fcgi " + server.address() + ": GET_VALUES answered.*", longest.toString());
        }
        assertError(2, "has 108 bytes, the system allows 107", longest + "x");
    }

    /** Accepts, answers the first bytes that come with some of its own, and closes or waits. */
    private static ServerSocketChannel answering(String bytes, boolean close, CompletableFuture<SocketChannel> accepted)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(() -> {
            try {
                SocketChannel connection = channel.accept();
                connection.read(ByteBuffer.allocate(4096));
                connection.write(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)));
                if (close) {
                    connection.close();
                }
                accepted.complete(connection);
            } catch (IOException e) {
                accepted.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return channel;
    }

    private int pingFake(String answer, boolean close, String... arguments) throws Exception {
        CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
        try (ServerSocketChannel server = answering(answer, close, accepted)) {
            String port = String.valueOf(((InetSocketAddress) server.getLocalAddress()).getPort());
            int status = ping(with(List.of(arguments), port));
            accepted.get(60, TimeUnit.SECONDS).close();
            return status;
        }
    }

    private static String hex(String text) {
        return new String(HexFormat.of().parseHex(text.replace(" ", "")), ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "fcgi, 010B000000080000 0900000000000000, GET_VALUES answered in",
                "fcgi, 010A000000000000, GET_VALUES answered in",
                "fcgi, 010A000000060200 01036131 3233 0000, (a=123)",
                "ajp, 414200010 9, CPING answered in"
            })
    void otherServersAnswersAreTaken(String protocol, String answer, String line) throws Exception {
        assertThat(pingFake(hex(answer), true, "--protocol=" + protocol)).isZero();
        assertThat(out).contains(line);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "fcgi, HTTP/1.1 400 Bad Request, it looks like HTTP",
                "scgi, HTTP/1.1 400 Bad Request, ''",
                "http, HTTP/1.1 400 Bad Request, ''",
                "http, Status: 400 Bad, it looks like SCGI; give --protocol scgi",
                "http, '', the server closed the connection without an answer",
                "ajp, HTTP/1.1 400 Bad Request, it looks like HTTP",
                "fcgi, Status: 400 Bad, it looks like SCGI; give --protocol scgi",
                "ajp, Status: 400 Bad, it looks like SCGI; give --protocol scgi",
                "fcgi, 220 mail.example.test ESMTP ready, begins with \\\"220 mail.example.test ES\\\"",
                "fcgi, 2, the server closed the connection within its answer",
                "ajp, AB, the server closed the connection within its answer",
                "fcgi, '', the server closed the connection without an answer",
                "scgi, '', the server closed the connection without an answer",
                "ajp, '', the server closed the connection without an answer"
            })
    void foreignAnswersAreNamed(String protocol, String answer, String line) throws Exception {
        String text = answer.equals("''") ? "" : answer;
        String wanted = line.equals("''") ? "the response ended within its head" : line.replace("\\\"", "\"");
        assertThat(pingFake(text, true, "--protocol=" + protocol)).isEqualTo(1);
        assertThat(err.lines()).singleElement().asString().contains(wanted);
    }

    @Test
    void serverOfHttpIsNoHealthyServerOfScgi() throws Exception {
        String response = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        assertThat(pingFake(response, true, "--protocol=scgi")).isEqualTo(1);
        assertThat(err.lines())
                .singleElement()
                .asString()
                .contains(
                        "the answer isn't SCGI's: it looks like HTTP; give --protocol http, or the address of gangway");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fcgi", "scgi", "ajp"})
    void alertOfTlsIsNamed(String protocol) throws Exception {
        assertThat(pingFake(hex("15 0303 0002 0246"), true, "--protocol=" + protocol))
                .isEqualTo(1);
        assertThat(err.lines()).singleElement().asString().contains("it looks like TLS");
    }

    @Test
    void binaryAnswersAreNamed() throws Exception {
        assertThat(pingFake(hex("010A000000000000"), true, "--protocol=scgi")).isEqualTo(1);
        assertThat(err).contains("it looks like FastCGI; give --protocol fcgi");
        assertThat(pingFake(hex("4142000109 000000"), true, "--protocol=fcgi")).isEqualTo(1);
        assertThat(err).contains("it looks like AJP13; give --protocol ajp");
    }

    @Test
    void refusedAndBrokenRequests() throws Exception {
        String end = "0103000100080000 00000000";
        assertThat(pingFake(hex(end + "02000000"), true, "--path=/")).isEqualTo(1);
        assertThat(err).contains("the request was refused (OVERLOADED)");
        assertThat(pingFake(hex(end + "00000000"), true, "--path=/")).isEqualTo(1);
        assertThat(err).contains("the response is empty");
        assertThat(pingFake("Location: /x\r\n\r\n", true, "--path=/", "--protocol=scgi"))
                .isZero();
        assertThat(out).contains("answered 302");
        // Without a path, any answer but a failure of the server is one.
        assertThat(pingFake("Status: 404\r\n\r\n", true, "--protocol=scgi")).isZero();
        assertThat(pingFake("Status: 500\r\n\r\n", true, "--protocol=scgi")).isEqualTo(1);
        assertThat(pingFake("X-Y: z\n\n", true, "--path=/", "--protocol=scgi")).isZero();
        assertThat(out).contains("answered 200");
        assertThat(pingFake("hello\n\nworld", true, "--path=/", "--protocol=scgi"))
                .isEqualTo(1);
        assertThat(err).contains("begins with no header field but \"hello\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fcgi", "scgi", "ajp", "http"})
    void silentServerTimesOut(String protocol) throws Exception {
        assertThat(pingFake("", false, "--protocol=" + protocol, "--timeout=50ms"))
                .isEqualTo(1);
        assertThat(err)
                .contains("no answer after 50 ms; look whether the server hangs, is busy or speaks another --protocol");
    }

    @Test
    void halfAnAnswerTimesOut() throws Exception {
        assertThat(pingFake("Status: 200", false, "--protocol=scgi", "--timeout=50ms"))
                .isEqualTo(1);
        assertThat(err).contains("the answer isn't complete after 50 ms");
        assertThat(pingFake(hex("010A"), false, "--timeout=50ms")).isEqualTo(1);
        assertThat(err).contains("the answer isn't complete after 50 ms");
    }

    private static boolean connects(SocketChannel channel, Path socket) throws IOException {
        try {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("temporarily unavailable");
            return false;
        }
    }

    @Test
    void fullQueueTimesOut() throws Exception {
        Path socket = directory.resolve("full.sock");
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            boolean room = true;
            while (room) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.configureBlocking(false);
                waiting.add(channel);
                room = connects(channel, socket);
            }
            assertError(1, "accepts no connections for 50 ms (its queue is full)", socket.toString(), "--timeout=50ms");
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "nowhere, \"the address nowhere is not known; write unix:/PATH, HOST:PORT or [IPV6]:PORT\"",
                "localhost:0, the address localhost:0 is not known",
                "localhost:70000, the address localhost:70000 is not known",
                "unix:, the address unix: has no path; write it like unix:/run/app.sock",
                "9000 --protocol=auto, \"--protocol auto is none to ask with; use fcgi, scgi, ajp or http\"",
                "http://localhost:0/, the address localhost:0 is not known",
                "http://localhost:1/x --path=/y, \"--protocol, --path and --secret-file don't go with http://\"",
                "9000 --path=health, --path health is no path; write it as in a URL",
                "9000 --path=/a%2, --path /a%2 is no path; write it as in a URL",
                "9000 --timeout=soon, \"--timeout: 'soon' is no time; write it like 500ms\"",
                "9000 --timeout=0, --timeout 0 is no time to wait; give 1ms to 1h",
                "9000 --secret-file=x, --secret-file is for a request over AJP; leave it out",
                "9000 --protocol=ajp --secret-file=x, --secret-file is for a request over AJP; leave it out",
                "9000 9001, see gangway ping --help",
                "--path=/, ADDRESS is missing; see gangway ping --help",
                "9000 --pth=/, there is no option --pth (did you mean --path?); see gangway ping --help",
                "9000 --path, --path needs a value: --path PATH; see gangway ping --help"
            })
    void wrongUsage(String arguments, String line) {
        assertError(2, line, arguments.split(" ", -1));
    }

    @Test
    void missingSecretFileFails() {
        assertError(1, "--secret-file: there is no file", "9", "--protocol=ajp", "--path=/", "--secret-file=/none");
    }

    @Test
    void simpleFormsAreThoseOfTheWholeParser() {
        assertThat(ping("--help")).isZero();
        for (String option : List.of("--protocol", "--path", "--timeout", "--secret-file")) {
            assertThat(out).contains(option);
            Map<String, String> values = Map.of("", "9000", option, "x=y");
            assertThat(PingPlan.simpleForm(new String[] {"ping", "9000", option + "=x=y"}))
                    .isEqualTo(values);
            assertThat(PingPlan.simpleForm(new String[] {"ping", option, "x=y", "9000"}))
                    .isEqualTo(values);
        }
        assertThat(out.lines().filter(line -> line.matches(" +(-., )?--.*"))).hasSize(6);
        assertThat(PingPlan.simpleForm(new String[] {"run", "9000"})).isNull();
    }

    @Test
    void processAnswersWithoutLoadingTheServer() throws Exception {
        Path socket = directory.resolve("x.sock");
        try (GatewayServer server = serve("--socket=" + socket);
                GangwayProcess ping = GangwayProcess.startWith(List.of("-Xlog:class+load"), "ping", server.address())) {
            List<String> loaded = ping.restOfOutput();
            assertThat(ping.awaitExit()).isZero();
            assertThat(loaded).anyMatch(line -> line.startsWith("fcgi unix:" + socket + ": GET_VALUES answered in "));
            assertThat(loaded)
                    .anyMatch(line -> line.contains("org.gangway.launcher.PingPlan"))
                    .noneMatch(line -> line.contains("org.eclipse.jetty.")
                            || line.contains("picocli.")
                            || line.contains("org.slf4j.")
                            || line.contains("ch.qos.logback."));
        }
    }
}
