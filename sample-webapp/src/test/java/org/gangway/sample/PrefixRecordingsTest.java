package org.gangway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real web servers sent for {@code /shop} (R14a) and {@code /shop/} (R14b), byte by byte, and which page of the
 * sample WAR their clients get: the root of the application.
 */
@Timeout(60)
class PrefixRecordingsTest {
    private static final Path WIRE = Path.of("../connector-core/src/test/resources/wire");

    /** Those whose variables tell the mount point. */
    private static final Set<String> TELL = Set.of(
            "apache-mod_fastcgi-alias-tcp-R14a.bin",
            "apache-mod_fastcgi-alias-tcp-R14b.bin",
            "apache-mod_fcgid-htaccess-unix-R14b.bin",
            "apache-mod_fcgid-scriptalias-unix-R14a.bin",
            "apache-mod_fcgid-scriptalias-unix-R14b.bin",
            "apache-mod_fcgid-wrapperVirtual-unix-R14b.bin",
            "apache-proxy_fcgi-setenvif-tcp-R14b.bin",
            "apache-proxy_fcgi-sethandler-tcp-R14b.bin",
            "haproxy-fastcgi-keepconn-tcp-R14b.bin",
            "haproxy-fastcgi-mpxs-tcp-R14b.bin",
            "haproxy-fastcgi-nokeepconn-tcp-R14b.bin",
            "haproxy-fastcgi-pathinfo-tcp-R14b.bin",
            "lighttpd-fastcgi-prefix-tcp-R14a.bin",
            "lighttpd-fastcgi-prefix-tcp-R14b.bin",
            "lighttpd-fastcgi-rootNoFix-tcp-R14a.bin",
            "lighttpd-fastcgi-rootNoFix-tcp-R14b.bin",
            "lighttpd-fastcgi-streaming-tcp-R14a.bin",
            "lighttpd-fastcgi-streaming-tcp-R14b.bin",
            "lighttpd-fastcgi-stripRequestUri-tcp-R14a.bin",
            "lighttpd-fastcgi-stripRequestUri-tcp-R14b.bin",
            "nginx-fastcgi-rewrite-tcp-R14b.bin",
            "nginx-fastcgi-split-tcp-R14a.bin",
            "nginx-fastcgi-split-tcp-R14b.bin");

    @TempDir
    static Path directory;

    private static PrefixServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new PrefixServer(directory, "auto", "/shop");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    static List<String> recordings() throws IOException {
        try (Stream<Path> files = Files.list(WIRE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("-R14a.bin") || name.endsWith("-R14b.bin"))
                    // the other protocols
                    .filter(name -> !name.contains("scgi") && !name.contains("ajp") && !name.contains("mod_jk"))
                    // its client asked for /shop.fcgi
                    .filter(name -> !name.contains("-virtual-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreRecordingsOfAllServers() throws Exception {
        assertThat(recordings()).containsAll(TELL).hasSizeGreaterThan(60);
    }

    @Test
    void aVirtualScriptThatTheClientSeesIsThePrefix() throws Exception {
        byte[] bytes = Files.readAllBytes(WIRE.resolve("haproxy-fastcgi-virtual-tcp-R14b.bin"));
        assertThat(WebServer.replay(server.port("auto"), bytes).bodyText()).contains("href=\"/shop.fcgi/info\"");
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void theRootOfTheApplicationIsBelowThePrefix(String recording) throws Exception {
        byte[] bytes = Files.readAllBytes(WIRE.resolve(recording));
        Answer configured = WebServer.replay(server.port("/shop"), bytes);
        assertThat(configured.status()).isEqualTo(200);
        assertThat(configured.bodyText()).contains("href=\"/shop/info\"");
        Answer found = WebServer.replay(server.port("auto"), bytes);
        if (TELL.contains(recording)) {
            assertThat(found.status()).isEqualTo(200);
            assertThat(found.bodyText()).contains("href=\"/shop/info\"");
        } else {
            assertThat(found.status()).as(found.toString()).isEqualTo(404);
            assertThat(found.bodyText()).containsPattern("\"contextPath\":\\s*\"\"");
        }
    }
}
