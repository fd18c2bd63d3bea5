package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.security.Authenticator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** The modules are modules: on the module path, with nothing but what they require, they serve a request. */
@Timeout(60)
class ModulePathTest {
    @TempDir
    Path directory;

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException x) {
            throw new AssertionError(x);
        }
    }

    private static String modulePath() {
        List<String> places = new ArrayList<>();
        for (Class<?> type : List.of(
                GatewayConnectionFactory.class,
                RequestLimits.class,
                Server.class,
                HttpField.class,
                EndPoint.class,
                Callback.class,
                Authenticator.class,
                Logger.class)) {
            places.add(place(type));
        }
        return String.join(File.pathSeparator, places);
    }

    @Test
    void serverOnTheModulePathServesARequest() throws Exception {
        Path socket = directory.resolve("s");
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "--module-path",
                        modulePath(),
                        "--add-modules",
                        "org.gangway.jetty",
                        "-cp",
                        place(ModulePathServer.class),
                        ModulePathServer.class.getName(),
                        socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            GatewayServer.until("it serves", () -> Files.exists(socket) || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            try (WebServer web = new WebServer(UnixDomainSocketAddress.of(socket))) {
                web.send(Wire.get(1, Wire.CLOSE, "/"));
                assertThat(web.answer(1).bodyText()).startsWith("module org.gangway.jetty module org.gangway.core ");
            }
            process.getOutputStream().close();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
