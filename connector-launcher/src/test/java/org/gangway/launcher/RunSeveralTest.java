package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several WARs in one process, each of its own level. */
class RunSeveralTest {
    private static final String BROKEN = "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.1'><listener>"
            + "<listener-class>com.example.Missing</listener-class></listener></web-app>";
    private static final String XML = """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure id="context" class="org.eclipse.jetty.ee8.webapp.WebAppContext">
              <Set name="contextPath">/configured</Set>
              <New class="org.eclipse.jetty.plus.jndi.EnvEntry">
                <Arg><Ref refid="context"/></Arg>
                <Arg>colour</Arg>
                <Arg type="java.lang.String">green</Arg>
                <Arg type="boolean">true</Arg>
              </New>
            </Configure>
            """;

    @TempDir
    Path directory;

    private Path webapps() throws Exception {
        Path webapps = Files.createDirectory(directory.resolve("webapps"));
        WarBuilder old = new WarBuilder()
                .descriptor(WarBuilder.javaxDescriptor("3.1"))
                .javaxProbe()
                .initializer(true);
        jsp(old, "http://java.sun.com/jsp/jstl/core").pack(webapps.resolve("old.war"));
        WarBuilder root = new WarBuilder()
                .descriptor(WarBuilder.jakartaDescriptor("6.0"))
                .probe()
                .initializer(false);
        jsp(root, "jakarta.tags.core").pack(webapps.resolve("ROOT.war"));
        jsp(new WarBuilder().probe().initializer(false), "jakarta.tags.core").explode(webapps.resolve("new"));
        new WarBuilder().javaxProbe().pack(webapps.resolve("xml.war"));
        Files.writeString(webapps.resolve("xml.xml"), XML);
        return webapps;
    }

    private static WarBuilder jsp(WarBuilder war, String library) {
        return war.entry(
                "list.jsp",
                "<%@ page contentType='text/plain' %><%@ taglib prefix='c' uri='" + library
                        + "' %><c:forEach begin='1' end='3' var='i'>${i};</c:forEach>");
    }

    private static GangwayProcess run(Path socket, String... arguments) throws Exception {
        return GangwayProcess.start(Stream.concat(Stream.of("run", "--socket", socket.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** @param onClassPath a level that the start script expected to be the only one */
    @ParameterizedTest
    @ValueSource(strings = {"", "ee8", "ee10", "ee11"})
    void eachLevelIsServedByItsOwnContainer(String onClassPath) throws Exception {
        Path webapps = webapps();
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess gangway =
                GangwayProcess.startWithLevel(onClassPath, "run", webapps.toString(), "--socket", socket.toString())) {
            assertThat(gangway.awaitOutput(line -> line.contains("ready")))
                    .contains("ready: 4 applications at / /new /old /configured over fcgi");

            assertThat(WebServer.get(socket, "/old/probe/").bodyText().lines())
                    .contains("servlet=4.0", "contextPath=/old", "jetty=false", "slf4j=false", "gangway=false")
                    .contains("jsp=true", "websocket=true");
            assertThat(WebServer.get(socket, "/probe/").bodyText().lines())
                    .contains("servlet=6.0", "contextPath=", "websocket=true", "serverContainer=true");
            assertThat(WebServer.get(socket, "/new/probe/").bodyText().lines())
                    .contains("servlet=6.1", "contextPath=/new", "websocket=true", "serverContainer=true");
            assertThat(WebServer.get(socket, "/configured/probe/").bodyText().lines())
                    .contains("servlet=4.0", "contextPath=/configured", "entry=green");
            for (String context : List.of("", "/old", "/new")) {
                assertThat(WebServer.get(socket, context + "/probe/").bodyText().lines())
                        .contains("initializer=ProbeServlet", "fragment=seen");
                assertThat(WebServer.get(socket, context + "/library.txt").bodyText())
                        .isEqualTo("of the library");
                assertThat(WebServer.get(socket, context + "/list.jsp").bodyText())
                        .isEqualTo("1;2;3;");
            }
        }
    }

    @Test
    void prefixHoldsForEveryLevel() throws Exception {
        Path old = new WarBuilder().javaxProbe().pack(directory.resolve("old.war"));
        Path root = new WarBuilder().javaxProbe().pack(directory.resolve("ROOT.war"));
        Path latest = new WarBuilder().probe().pack(directory.resolve("new.war"));
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess gangway =
                run(socket, old.toString(), root.toString(), latest.toString(), "--script-name", "/shop")) {
            assertThat(gangway.awaitOutput(line -> line.contains("ready")))
                    .contains("3 applications at /shop/old /shop /shop/new over");
            assertThat(WebServer.get(socket, "/shop/old/probe/").bodyText().lines())
                    .contains("servlet=4.0", "contextPath=/shop/old", "requestURI=/shop/old/probe/");
            assertThat(WebServer.get(socket, "/shop/probe/").bodyText().lines())
                    .contains("servlet=4.0", "contextPath=/shop");
            assertThat(WebServer.get(socket, "/shop/new/probe/").bodyText().lines())
                    .contains("servlet=6.1", "contextPath=/shop/new");
        }
    }

    @Test
    void prefixHoldsForWarsThatAreMountedElsewhere() throws Exception {
        Path old = new WarBuilder().javaxProbe().pack(directory.resolve("old.war"));
        Path latest = new WarBuilder().probe().pack(directory.resolve("new.war"));
        Path socket = directory.resolve("x.sock");
        Files.writeString(directory.resolve("xml.xml"), XML);
        Path configured = new WarBuilder().javaxProbe().pack(directory.resolve("xml.war"));
        try (GangwayProcess gangway =
                run(socket, "/a=" + old, "/b=" + latest, configured.toString(), "--script-name", "/shop")) {
            assertThat(gangway.awaitOutput(line -> line.contains("ready")))
                    .contains("3 applications at /shop/a /shop/b /shop/configured over");
            for (String path : List.of("/shop/a", "/shop/b", "/shop/configured")) {
                assertThat(WebServer.get(socket, path + "/probe/").bodyText().lines())
                        .contains("contextPath=" + path, "requestURI=" + path + "/probe/");
            }
        }
    }

    @Test
    void attributesOfAContextXmlWin() throws Exception {
        for (String level : List.of("ee8", "ee10")) {
            boolean javax = level.equals("ee8");
            WarBuilder war = new WarBuilder().initializer(javax);
            if (javax) {
                war.javaxProbe();
            } else {
                war.probe();
            }
            String library = javax ? "http://java.sun.com/jsp/jstl/core" : "jakarta.tags.core";
            jsp(war, library).pack(directory.resolve(level + ".war"));
            Files.writeString(directory.resolve(level + ".xml"), """
                    <?xml version="1.0"?>
                    <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
                    <Configure class="org.eclipse.jetty.LEVEL.webapp.WebAppContext">
                      <Call name="setAttribute">
                        <Arg>org.eclipse.jetty.containerInitializerExclusionPattern</Arg>
                        <Arg>.*ProbeInitializer</Arg>
                      </Call>
                      <Call name="setAttribute">
                        <Arg>org.eclipse.jetty.server.webapp.ContainerIncludeJarPattern</Arg>
                        <Arg>.*/jetty-none[^/]*\\.jar$</Arg>
                      </Call>
                      <Set name="tempDirectory">DIRECTORY/work-LEVEL</Set>
                    </Configure>
                    """.replace("LEVEL", level)
                    .replace("DIRECTORY", directory.toString()));
        }
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess gangway = run(
                socket,
                directory.resolve("ee8.war").toString(),
                directory.resolve("ee10.war").toString())) {
            gangway.awaitOutput(line -> line.contains("ready"));
            for (String level : List.of("ee8", "ee10")) {
                assertThat(WebServer.get(socket, "/" + level + "/probe/")
                                .bodyText()
                                .lines())
                        .contains("initializer=null", "fragment=seen");
                assertThat(WebServer.get(socket, "/" + level + "/list.jsp").status())
                        .as("no jar with tag libraries is looked at")
                        .isEqualTo(500);
                assertThat(directory.resolve("work-" + level)).isDirectory();
            }
        }
    }

    @Test
    void oneThatCannotStartAnswers503AndTheOthersServe() throws Exception {
        Path webapps = Files.createDirectory(directory.resolve("webapps"));
        new WarBuilder().probe().pack(webapps.resolve("good.war"));
        Path bad = new WarBuilder().descriptor(BROKEN).pack(webapps.resolve("bad.war"));
        Path text = Files.writeString(webapps.resolve("text.war"), "hello");
        Path socket = directory.resolve("x.sock");
        Path log = directory.resolve("log");
        try (GangwayProcess gangway = run(socket, webapps.toString(), "--log", log.toString())) {
            assertThat(gangway.awaitOutput(line -> line.contains("ready")))
                    .contains("ready: 1 application at /good (unavailable: /text /bad) over fcgi");

            assertThat(WebServer.get(socket, "/good/probe/").status()).isEqualTo(200);
            assertThat(WebServer.get(socket, "/bad/probe/").status()).isEqualTo(503);
            assertThat(WebServer.get(socket, "/text/").status()).isEqualTo(503);
            assertThat(WebServer.get(socket, "/other/").status()).isEqualTo(404);
            List<String> lines = Files.readAllLines(log);
            assertThat(lines)
                    .anyMatch(line -> line.contains("/bad answers 503: cannot deploy " + bad))
                    .anyMatch(line -> line.contains("/text answers 503: " + text + " is not a WAR"));
            assertThat(lines)
                    .as("one stack trace")
                    .filteredOn(line -> line.startsWith("jakarta.servlet.UnavailableException"))
                    .hasSize(1);
        }
    }

    @Test
    void strictEndsWithTheFirstFailure() throws Exception {
        Path good = new WarBuilder().probe().pack(directory.resolve("good.war"));
        Path bad = new WarBuilder().descriptor(BROKEN).pack(directory.resolve("bad.war"));
        try (GangwayProcess gangway =
                GangwayProcess.start("run", good.toString(), bad.toString(), "--strict", "--port", "0")) {
            assertThat(gangway.awaitLog(line -> line.startsWith("gangway: ")))
                    .startsWith("gangway: cannot deploy " + bad)
                    .contains("com.example.Missing");
            assertThat(gangway.awaitExit()).isEqualTo(1);
        }
    }

    @Test
    void whatAKilledProcessLeftGoesAtTheNextStartAndNothingElse() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path foreign = Files.createDirectory(temporary.resolve("gangway-of-somebody"));
        Path war = new WarBuilder().probe().pack(directory.resolve("a.war"));
        List<String> options = List.of("-Djava.io.tmpdir=" + temporary);
        try (GangwayProcess first = GangwayProcess.startWith(options, "run", war.toString(), "--port", "0");
                GangwayProcess running = GangwayProcess.startWith(options, "run", war.toString(), "--port", "0")) {
            first.awaitOutput(line -> line.contains("ready"));
            running.awaitOutput(line -> line.contains("ready"));
            List<Path> before = entries(temporary);
            assertThat(before).hasSize(3).contains(foreign);
            first.kill();
            first.awaitExit();

            try (GangwayProcess next = GangwayProcess.startWith(options, "run", war.toString(), "--port", "0")) {
                next.awaitOutput(line -> line.contains("ready"));
                List<Path> after = entries(temporary);
                assertThat(after).hasSize(3).contains(foreign);
                assertThat(before).filteredOn(after::contains).hasSize(2);
            }
        }
        assertThat(entries(temporary)).containsExactly(foreign);
    }

    private static List<Path> entries(Path directory) throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("gangway-"))
                    .toList();
        }
    }
}
