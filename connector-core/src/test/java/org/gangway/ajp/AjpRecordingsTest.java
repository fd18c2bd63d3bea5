package org.gangway.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gangway.ajp.AjpConversation.Received;
import org.gangway.request.BodyLength;
import org.gangway.request.internal.PathText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real web servers sent, against what a servlet should see. The table's expectations are made of the client's
 * request alone; each method says by which rule the bytes can say less.
 */
class AjpRecordingsTest {
    private final AjpRequest request = new Forward().trustUser().newRequest();

    /** Every recording: whole, byte by byte, and in random pieces. */
    static Stream<Arguments> recordings() {
        return AjpRecording.all().stream()
                .flatMap(r -> Stream.of(AjpFeed.values()).map(feed -> arguments(r, feed)));
    }

    @ParameterizedTest
    @EnumSource
    void allRecordingsAreHere(AjpFeed feed) {
        assertThat(AjpRecording.all()).hasSize(180);
        assertThat(AjpRecording.all().stream()
                        .mapToInt(r -> converse(r, feed).requests().size())
                        .sum())
                .isEqualTo(185);
    }

    private static AjpConversation converse(AjpRecording recording, AjpFeed feed) {
        AjpConversation conversation = AjpConversation.of(recording.bytes(), BodyPackets.AUTO, feed);
        assertThat(conversation.failure()).isNull();
        return conversation;
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void aRecordingGivesWhatAServletShouldSee(AjpRecording recording, AjpFeed feed) throws Exception {
        AjpConversation conversation = converse(recording, feed);
        List<Received> requests = conversation.requests();
        // The client went away, or the recording back end did not understand lighttpd's body packets.
        boolean cut =
                recording.get("case").equals("R11a") || recording.toString().equals("lighttpd-ajp13-tcp-R5.bin");
        assertThat(requests)
                .hasSize(recording.get("case").equals("R11a") ? 1 : Integer.parseInt(recording.get("requests")));
        for (int i = 0; i < requests.size(); i++) {
            Received received = requests.get(i);
            request.map(received.read());
            assertThat(request.method()).isEqualTo(recording.get("method"));
            assertThat(request.secure()).isEqualTo(recording.get("scheme").equals("https"));
            assertThat(request.tls() != null).isEqualTo(request.secure());
            assertThat(request.remoteAddress().getHostString()).isEqualTo(recording.get("remoteAddr"));
            checkPath(recording, i);
            checkQuery(recording);
            checkHost(recording);
            checkUser(recording);
            checkBody(recording, received, cut);
            request.clear();
        }
        boolean unfinished = requests.get(requests.size() - 1).missing() < 0;
        assertThat(conversation.isIdle())
                .isEqualTo(!unfinished || request(requests).bodyLength() == BodyLength.NONE);
    }

    private static ForwardRequest request(List<Received> requests) {
        return requests.get(requests.size() - 1).read();
    }

    private void checkPath(AjpRecording recording, int i) {
        String uri = recording.get("requestURI");
        if (recording.get("case").equals("R10") && request.path().endsWith("/two")) {
            // The table has one line for the two requests of R10.
            uri = uri.replace("/one", "/two");
        }
        if (recording.isClientTarget(i)) {
            // What is not ASCII may have been decoded, so it is encoded.
            assertThat(request.path()).isEqualTo(PathText.encode(latin(uri)).replace("%25", "%"));
            return;
        }
        // Decoded or encoded anew by the web server: the path is what it sent, with what can't stand in it encoded.
        String sent = i == 0 ? recording.get("reqUri") : recording.get("reqUri").replace("/one", "/two");
        assertThat(request.path()).isEqualTo(sent.contains("%") ? request.path() : PathText.encode(sent));
        assertThat(PathText.decode(request.path(), PathText.Form.DECODED))
                .isEqualTo(PathText.decode(sent, PathText.Form.DECODED));
    }

    private static String latin(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private void checkQuery(AjpRecording recording) {
        String expected = recording.get("queryString");
        if (recording.isLighttpd() && expected != null) {
            // lighttpd decodes what needs no encoding, encodes what does, and leaves an empty query out.
            assertThat(PathText.decode(String.valueOf(request.query()), PathText.Form.DECODED))
                    .isEqualTo(expected.isEmpty() ? "null" : PathText.decode(latin(expected), PathText.Form.DECODED));
            return;
        }
        assertThat(request.query()).isEqualTo(expected);
    }

    private void checkHost(AjpRecording recording) {
        String name = recording.get("serverName");
        if (name == null) {
            // No Host at all (R20); the table knows none of R11a either, but the client sent one.
            String sent = header("Host");
            assertThat(sent == null).isEqualTo(recording.get("case").equals("R20"));
            return;
        }
        int port = Integer.parseInt(recording.get("serverPort"));
        assertThat(request.host()).isEqualTo(name);
        assertThat(request.port()).isEqualTo(port == (request.secure() ? 443 : 80) ? -1 : port);
    }

    private void checkUser(AjpRecording recording) {
        String user = recording.get("remoteUser");
        assertThat(request.remoteUser()).isEqualTo(user);
        assertThat(request.authType()).isEqualTo(user == null ? null : "Basic");
    }

    private void checkBody(AjpRecording recording, Received received, boolean cut) throws Exception {
        String expected = recording.get("contentLength");
        if (expected != null) {
            assertThat(request.contentLength()).isEqualTo(Long.parseLong(expected));
        }
        String digest = recording.get("bodySha256");
        long lacking = request.contentLength() - received.body().length;
        if (cut) {
            assertThat(received.missing()).isIn(-1L, lacking);
            assertThat(lacking).isPositive();
        } else if (digest == null) {
            // mod_jk and lighttpd say so with a length of 0.
            assertThat(request.contentLength()).isLessThanOrEqualTo(0);
            assertThat(request.bodyLength()).isEqualTo(BodyLength.NONE);
            assertThat(received.body()).isEmpty();
        } else {
            assertThat(received.missing()).isZero();
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(received.body())))
                    .isEqualTo(digest);
        }
        if (received.reusable() != null) {
            // After lighttpd's body packets no request can follow.
            assertThat(received.reusable()).isEqualTo(!recording.isLighttpd() || received.body().length == 0);
        }
    }

    /** Mounts that put another path in the place of the client's, or lose the end of it. */
    private static final Set<String> LOSSY = Set.of(
            "apache-proxy_ajp-passmatchFcgi",
            "apache-proxy_ajp-rewriteVirtualFcgi",
            "apache-proxy_ajp-sethandler",
            "lighttpd-ajp13-prefixSlash",
            "lighttpd-ajp13-rewriteOnce",
            "lighttpd-ajp13-rootNoFix",
            "lighttpd-ajp13-streaming",
            "lighttpd-ajp13-stripRequestUri");

    static Stream<AjpRecording> thatTellThePath() {
        return AjpRecording.all().stream()
                .filter(recording -> !LOSSY.contains(recording.get("server") + "-" + recording.get("variant")));
    }

    @ParameterizedTest
    @MethodSource("thatTellThePath")
    void thePathNormalisedIsTheClients(AjpRecording recording) {
        Received received = converse(recording, AjpFeed.WHOLE).requests().get(0);
        request.map(received.read());
        String path = canonical(PathText.decode(latin(request.path()), PathText.Form.DECODED));
        String expected = latin(recording.get("normalisedPath"));
        if (recording.get("case").equals("R10") && path.endsWith("/two")) {
            expected = expected.replace("/one", "/two");
        }
        // ProxyPass to ajp://localhost/ takes the mount point off.
        String rest = expected.substring(recording.get("mount").length());
        assertThat(path).isIn(canonical(expected), canonical(rest));
    }

    /** With the mount point configured, every recording that tells the path gives it under the mount point. */
    @ParameterizedTest
    @MethodSource("thatTellThePath")
    void aConfiguredMountPointIsAlwaysThere(AjpRecording recording) {
        String mount = recording.get("mount");
        AjpRequest mounted = new Forward().mount(mount.isEmpty() ? "/" : mount).newRequest();
        mounted.map(converse(recording, AjpFeed.WHOLE).requests().get(0).read());
        assertThat(mounted.scriptName()).isEqualTo(mount);
        assertThat(mounted.path()).startsWith(mount);
        assertThat(mounted.remoteUser()).isNull();
    }

    private static String canonical(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.replace("%2F", "/").replaceAll(";[^/]*", "").split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    private String header(String name) {
        for (int i = 0; i < request.headerCount(); i++) {
            if (request.header(i).name().equals(name)) {
                return request.header(i).value();
            }
        }
        return null;
    }
}
