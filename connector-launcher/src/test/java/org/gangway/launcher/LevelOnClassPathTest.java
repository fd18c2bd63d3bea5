package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.testing.ClientConnection;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A WAR can't tell whether its level is on the class path of the server or has a class loader of its own. */
class LevelOnClassPathTest {
    private static final String SERVICE = "com.example.Service";
    private static final Map<String, String> OWN_LIBRARIES = Map.of(
            "org.slf4j.LoggerFactory", "own-slf4j.jar",
            "ch.qos.logback.classic.Logger", "own-logback.jar",
            "org.objectweb.asm.ClassReader", "own-asm.jar",
            "org.eclipse.jetty.util.StringUtil", "own-jetty.jar",
            "picocli.CommandLine", "own-picocli.jar",
            "com.zaxxer.hikari.HikariConfig", "own-hikari.jar",
            "org.eclipse.jdt.core.compiler.CharOperation", "own-ecj.jar",
            "org.gangway.launcher.Main", "own-gangway.jar");
    private static final List<String> OF_CONTAINER = List.of("Servlet", "jsp.JspFactory", "http.HttpServlet");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ee8", "ee10", "ee11"})
    void warSeesTheSameBothWays(String level) throws Exception {
        Path war = war(level);
        List<String> apart = seen(war, level, "");
        List<String> together = seen(war, level, level);
        assertThat(apart)
                .contains("jetty=false", "slf4j=true", "gangway=true", "jsp=true", "initializer=ProbeServlet")
                .contains("services=false", "websocket=true", "list 1;2;3;")
                .contains("resources=[own-services.jar]");
        OWN_LIBRARIES.forEach((type, jar) -> assertThat(apart).contains(type + " of " + jar));
        assertThat(apart.stream().filter(line -> line.startsWith(api(level))))
                .as("the API is the container's, not that of the WAR")
                .hasSameSizeAs(OF_CONTAINER)
                .noneMatch(line -> line.endsWith(" of own-api.jar"));
        assertThat(together).isEqualTo(apart);
    }

    private static String api(String level) {
        return level.equals("ee8") ? "javax.servlet." : "jakarta.servlet.";
    }

    private Path war(String level) throws Exception {
        boolean javax = level.equals("ee8");
        WarBuilder war = new WarBuilder().initializer(javax);
        if (javax) {
            war.javaxProbe();
        } else {
            war.probe();
        }
        for (Map.Entry<String, String> library : OWN_LIBRARIES.entrySet()) {
            war.impostor(library.getValue(), library.getKey());
        }
        war.impostor("own-api.jar", api(level) + "http.HttpServlet");
        war.library("own-services.jar", Map.of("META-INF/services/" + SERVICE, new byte[0]));
        return war.entry(
                        "list.jsp",
                        "<%@ page contentType='text/plain' %><%@ taglib prefix='c' uri='"
                                + (javax ? "http://java.sun.com/jsp/jstl/core" : "jakarta.tags.core")
                                + "' %>list <c:forEach begin='1' end='3' var='i'>${i};</c:forEach>")
                .pack(directory.resolve("app.war"));
    }

    private static List<String> seen(Path war, String level, String onClassPath) throws Exception {
        StringBuilder query = new StringBuilder("?resources=META-INF/services/" + SERVICE);
        OWN_LIBRARIES.keySet().forEach(type -> query.append("&origin=").append(type));
        OF_CONTAINER.forEach(type -> query.append("&origin=").append(api(level)).append(type));
        try (GangwayProcess gangway =
                GangwayProcess.startWithLevel(onClassPath, "run", war.toString(), "--port", "0", "--ee", level)) {
            String ready = gangway.awaitOutput(line -> line.contains("ready"));
            SocketAddress address = ClientConnection.address(ready.replaceFirst(".* at (\\S+), pid.*", "$1"));
            List<String> lines = new ArrayList<>();
            for (String path : List.of("/probe/" + query, "/list.jsp")) {
                WebServer.get(address, path).bodyText().lines().forEach(lines::add);
            }
            for (String service : List.of("ServletContainerInitializer", "ServletContext")) {
                String resource = "META-INF/services/" + api(level) + service;
                WebServer.get(address, "/probe/?resources=" + resource)
                        .bodyText()
                        .lines()
                        .filter(line -> line.startsWith("resources="))
                        .forEach(lines::add);
            }
            return lines;
        }
    }
}
