package org.gangway.cgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.gangway.cgi.Recording.Received;
import org.gangway.fastcgi.Feed;
import org.gangway.fastcgi.ReceivedConnection;
import org.gangway.request.BodyLength;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.ScriptNamePolicy.Mode;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real web servers sent, against what a servlet should see. The table's expectations are made of the client's
 * request alone; each method says by which rule the bytes can say less.
 */
class RecordingsTest {
    private static final int AUTHORIZER = 2;
    private static final TrustPolicy TRUST = new TrustPolicy(RemoteUserPolicy.TRUST, null, List.of(), UTF_8, null, ";");

    private final CgiRequest auto = request(TRUST, ScriptNamePolicy.AUTO);

    /** Every recording: whole, byte by byte, and in random pieces. */
    static Stream<Arguments> recordings() {
        return Recording.all().stream().flatMap(r -> Stream.of(Feed.values()).map(feed -> arguments(r, feed)));
    }

    @ParameterizedTest
    @EnumSource
    void allRecordingsAreHere(Feed feed) {
        assertThat(Recording.all()).hasSize(425 + 189);
        assertThat(Recording.all().stream()
                        .mapToInt(r -> r.requests(feed).size())
                        .sum())
                .isEqualTo(428 + 189);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void aRecordingGivesWhatAServletShouldSee(Recording recording, Feed feed) throws Exception {
        List<Received> requests = recording.requests(feed);
        for (int i = 0; i < requests.size(); i++) {
            Received received = requests.get(i);
            CgiVariables variables = received.variables();
            auto.map(variables);
            checkMethodAndAddresses(recording);
            checkTarget(recording, recording.isClientTarget(i));
            checkHost(recording);
            checkUser(recording, received.role());
            checkBody(recording, received);
            checkForcedMount(recording, variables, recording.isClientTarget(i));
            auto.clear();
        }
    }

    /** HAProxy asks for values once it has connected, and begins a request while another one is active. */
    @ParameterizedTest
    @EnumSource
    void requestsWithDifferentIdsShareAConnection(Feed feed) {
        assertThat(connection("haproxy-fastcgi-mpxs-tcp-par-c2.bin", feed).events())
                .containsExactly(
                        "GET_VALUES [FCGI_MAX_REQS, FCGI_MPXS_CONNS]",
                        "BEGIN_REQUEST 1 role 1 keep",
                        "PARAMS 1 ends",
                        "STDIN 1 ends",
                        "BEGIN_REQUEST 3 role 1 keep",
                        "PARAMS 3 ends",
                        "STDIN 3 ends");
        assertThat(connection("haproxy-fastcgi-mpxs-tcp-par-c1.bin", feed).events())
                .contains("BEGIN_REQUEST 5 role 1 keep", "BEGIN_REQUEST 7 role 1 keep");
    }

    private static ReceivedConnection connection(String file, Feed feed) {
        return Recording.all().stream()
                .filter(recording -> recording.toString().equals(file))
                .map(recording -> ReceivedConnection.of(recording.bytes(), feed))
                .findFirst()
                .orElseThrow();
    }

    private void checkMethodAndAddresses(Recording recording) {
        // The table takes the method from its own request line; R17f's command line says -X POST.
        assertThat(auto.method()).isEqualTo(recording.get("clientMethod"));
        assertThat(auto.secure()).isEqualTo(recording.get("scheme").equals("https"));
        assertThat(auto.tls() != null).isEqualTo(auto.secure());
        assertThat(auto.remoteAddress().getHostString()).isEqualTo(recording.get("remoteAddr"));
    }

    private void checkTarget(Recording recording, boolean clientTarget) {
        assertThat(auto.path()).isEqualTo(expectedPath(recording, clientTarget));
        assertThat(auto.query()).isEqualTo(recording.get("queryString"));
        // lighttpd's key "/shop/" splits after /shop//dbl, which is SCRIPT_NAME=/shop/dbl.
        assertThat(canonical(auto.scriptName().getBytes(UTF_8))).isEqualTo(expectedScriptName(recording));
        assertThat(auto.path()).startsWith(auto.scriptName());
    }

    private String expectedPath(Recording recording, boolean clientTarget) {
        String path = recording.get("requestURI");
        String sent = auto.variable("REQUEST_URI");
        // The table has one line for the two requests of R10.
        if (recording.get("case").equals("R10") && sent.endsWith("/two")) {
            return path.replace("/one", "/two");
        }
        // HAProxy's set-path changes REQUEST_URI itself; what the client sent is nowhere.
        String scriptName = auto.variable("SCRIPT_NAME");
        if (!clientTarget && recording.get("server").startsWith("haproxy") && sent.startsWith(scriptName)) {
            return scriptName + path.substring(recording.get("mount").length());
        }
        return path;
    }

    /** The mount point where the web server tells it; the whole path in one variable tells nothing. */
    private String expectedScriptName(Recording recording) {
        String mount = recording.get("mount");
        String scriptName = Objects.requireNonNullElse(auto.variable("SCRIPT_NAME"), "");
        String pathInfo = Objects.requireNonNullElse(auto.variable("PATH_INFO"), "");
        String whole = canonical(recording.get("normalisedPath").getBytes(UTF_8));
        if (recording.get("case").equals("R10")) {
            whole = canonical(auto.path().getBytes(UTF_8));
        }
        if (!pathInfo.isEmpty() && whole.equals(canonical((scriptName + pathInfo).getBytes(UTF_8)))) {
            return scriptName;
        }
        boolean told = auto.variable("SCRIPT_NAME") != null;
        if (told && auto.path().startsWith(scriptName + "/") && !pathInfo.isEmpty()) {
            return scriptName;
        }
        String handedOn = pathInfo.isEmpty() ? scriptName : pathInfo;
        if (handedOn.isEmpty()) {
            // nginx's stock scgi_params has neither.
            handedOn = Objects.requireNonNullElse(auto.variable("DOCUMENT_URI"), "");
        }
        if (whole.equals(mount + canonical(handedOn.getBytes(UTF_8)))) {
            return mount;
        }
        boolean splits = auto.variable("PATH_INFO") != null
                || recording.get("server").startsWith("lighttpd")
                || scriptName.equals(auto.variable("CONTEXT_PREFIX"));
        return scriptName.equals(mount) && splits && pathInfo.isEmpty() ? mount : "";
    }

    private static String canonical(byte[] path) {
        Deque<String> segments = new ArrayDeque<>();
        String decoded = new String(path, UTF_8).replace("%2F", "/").replaceAll(";[^/]*", "");
        for (String segment : decoded.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return segments.isEmpty() ? "" : "/" + String.join("/", segments);
    }

    private void checkHost(Recording recording) {
        String name = recording.get("serverName");
        String sent = header("Host");
        if (name == null) {
            // No Host at all (R20): the web server's own name is the best there is, and lighttpd has none. The table
            // knows no Host of R11a either, but the client sent one.
            String own = recording.get("case").equals("R11a") ? sent : auto.variable("SERVER_NAME");
            assertThat(auto.host()).isEqualTo(own.isEmpty() ? null : own.replaceAll(":\\d+$", ""));
            return;
        }
        int port = Integer.parseInt(recording.get("serverPort"));
        int expected = port == (auto.secure() ? 443 : 80) ? -1 : port;
        String authority = expected < 0 ? name : name + ":" + expected;
        if (!authority.equals(sent)) {
            // Only nginx replaces Host: by $host, and by the Host field of a request in absolute form.
            assertThat(recording.get("server")).startsWith("nginx");
            assertThat(auto.host()).isEqualTo(sent);
            return;
        }
        assertThat(auto.host()).isEqualTo(name);
        assertThat(auto.port()).isEqualTo(expected);
    }

    private void checkUser(Recording recording, int role) {
        // The table doesn't count the user of an Authorizer request, whom nobody has let in yet.
        String claimed = auto.variable("REMOTE_USER");
        String expected = role == AUTHORIZER ? claimed : recording.get("remoteUser");
        assertThat(auto.remoteUser()).isEqualTo(expected);
        assertThat(auto.authType()).isEqualTo(expected == null ? null : auto.variable("AUTH_TYPE"));
    }

    private void checkBody(Recording recording, Received received) throws Exception {
        String expected = recording.get("contentLength");
        String sent = auto.variable("CONTENT_LENGTH");
        // Web servers that spool a chunked body tell its length; 0 is only what the client of a POST said.
        long length = expected != null
                ? Long.parseLong(expected)
                : sent == null
                                || sent.isEmpty()
                                || (sent.equals("0") && !auto.method().equals("POST"))
                        ? -1
                        : Long.parseLong(sent);
        assertThat(auto.contentLength()).isEqualTo(length);
        String digest = recording.get("bodySha256");
        if (recording.get("case").equals("R11a")) {
            // The client went away in mid-upload.
            assertThat((long) received.body().length).isLessThan(auto.contentLength());
        } else if (digest == null) {
            // What an Authorizer is told of the body's length is of a body that doesn't come (FastCGI F-46).
            assertThat(received.body().length).isZero();
            assertThat(auto.bodyLength() == BodyLength.KNOWN).isEqualTo(received.role() == AUTHORIZER && length > 0);
        } else {
            byte[] body = received.body();
            assertThat(auto.bodyLength()).isEqualTo(length < 0 ? BodyLength.UNTIL_END : BodyLength.KNOWN);
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(body)))
                    .isEqualTo(digest);
            assertThat(length < 0 || length == body.length).isTrue();
        }
    }

    /** With the mount point configured, every recording gives the client's path under it. */
    private static void checkForcedMount(Recording recording, CgiVariables variables, boolean clientTarget) {
        boolean stripped = recording.get("case").startsWith("R14")
                && recording.get("server").startsWith("lighttpd");
        String mount = recording.get("mount");
        CgiRequest forced = request(TrustPolicy.NONE, new ScriptNamePolicy(Mode.FORCED, mount));
        forced.map(variables);
        assertThat(forced.remoteUser()).isNull();
        assertThat(forced.scriptName()).isEqualTo(mount);
        if (clientTarget || stripped) {
            assertThat(forced.path()).isEqualTo(recording.get("requestURI"));
        }
    }

    private String header(String name) {
        for (int i = 0; i < auto.headerCount(); i++) {
            if (auto.header(i).name().equals(name)) {
                return auto.header(i).value();
            }
        }
        return null;
    }

    private static CgiRequest request(TrustPolicy trust, ScriptNamePolicy scriptName) {
        return new CgiRequest(new RequestLimits(), trust, scriptName, HeaderPolicy.DEFAULT);
    }
}
