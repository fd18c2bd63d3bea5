package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be deployed gets one line with cause and remedy, and what the remedy says helps. */
class RunFailuresTest {
    private static final String OPENS = "java.base/java.lang";

    @TempDir
    Path directory;

    private static WarBuilder failing(String how) throws Exception {
        return failing(how, WarBuilder.example("FailingListener"), "https://jakarta.ee/xml/ns/jakartaee", "6.0");
    }

    private static WarBuilder failing(String how, byte[] listener, String namespace, String version) {
        return new WarBuilder()
                .descriptor("<web-app xmlns='" + namespace + "' version='" + version + "'><context-param>"
                        + "<param-name>failure</param-name><param-value>" + how + "</param-value></context-param>"
                        + "<listener><listener-class>com.example.FailingListener</listener-class></listener></web-app>")
                .bytes("WEB-INF/classes/com/example/FailingListener.class", listener);
    }

    private static WarBuilder javaxFailing(String how) throws Exception {
        return failing(
                how,
                WarBuilder.javax(WarBuilder.example("FailingListener")),
                "http://xmlns.jcp.org/xml/ns/javaee",
                "4.0");
    }

    /** A WAR that names a class of another jar. */
    private static WarBuilder naming(String element, String type) {
        return new WarBuilder()
                .descriptor("<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'><" + element + "><"
                        + element
                        + "-name>x</" + element + "-name><" + element + "-class>" + type + "</" + element + "-class></"
                        + element + "><" + element + "-mapping><" + element
                        + "-name>x</" + element + "-name><url-pattern>/x/*</url-pattern></" + element
                        + "-mapping></web-app>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ee8", "ee10"})
    void errorOfASingleWarIsOneLineAndNothingFollows(String level) throws Exception {
        WarBuilder builder = level.equals("ee8") ? javaxFailing("error") : failing("error");
        Path war = builder.pack(directory.resolve("bad.war"));
        List<String> seen = new ArrayList<>();
        try (GangwayProcess gangway = GangwayProcess.start("run", war.toString(), "--port", "0")) {
            gangway.awaitLog(line -> {
                seen.add(line);
                return line.startsWith("gangway: ");
            });
            assertThat(gangway.awaitExit()).isEqualTo(1);
            assertThat(gangway.restOfLog()).as("after the line").isEmpty();
        }
        assertThat(seen.get(seen.size() - 1))
                .isEqualTo("gangway: cannot deploy " + war + " (java.lang.AssertionError: the cache is inconsistent);"
                        + " correct the application, its configuration, or what it connects to at its start; the log has"
                        + " the details");
        assertThat(seen)
                .filteredOn(line -> !line.startsWith("\tat ") && !line.startsWith("\t..."))
                .as("the stack trace, once")
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void everyFailureNamesItsRemedy() throws Exception {
        Path webapps = Files.createDirectory(directory.resolve("webapps"));
        failing("class").pack(webapps.resolve("class.war"));
        failing("memory").pack(webapps.resolve("memory.war"));
        failing("version").pack(webapps.resolve("version.war"));
        failing("opens").pack(webapps.resolve("opens.war"));
        failing("method").pack(webapps.resolve("method.war"));
        failing("name").pack(webapps.resolve("name.war"));
        failing("").pack(webapps.resolve("other.war"));
        naming("filter", "com.example.Missing").pack(webapps.resolve("filter.war"));
        naming("filter", "org.apache.catalina.filters.CorsFilter").pack(webapps.resolve("tomcat.war"));
        naming("filter", "com.example.FailingListener")
                .bytes("WEB-INF/classes/com/example/FailingListener.class", WarBuilder.example("FailingListener"))
                .pack(webapps.resolve("kind.war"));
        // Own classes of javax, and a filter of jakarta in a library.
        new WarBuilder()
                .javaxProbe()
                .descriptor("<web-app><filter><filter-name>f</filter-name><filter-class>com.example.ProbeServlet"
                        + "</filter-class></filter></web-app>")
                .library("f.jar", Map.of("com/example/ProbeServlet.class", WarBuilder.example("ProbeServlet")))
                .pack(webapps.resolve("level.war"));
        // Nothing says whether it is of EE 10 or EE 11.
        new WarBuilder()
                .descriptor("<web-app><listener><listener-class>com.example.FailingListener</listener-class></listener>"
                        + "</web-app>")
                .bytes("WEB-INF/classes/com/example/FailingListener.class", WarBuilder.example("FailingListener"))
                .pack(webapps.resolve("guessed.war"));
        new WarBuilder().probe().pack(webapps.resolve("good.war"));

        Map<String, String> lines = Map.ofEntries(
                Map.entry(
                        "class",
                        "(java.lang.NoClassDefFoundError: org/postgresql/Driver); put the jar with that class"
                                + " into WEB-INF/lib of the WAR, or give it with --lib"),
                Map.entry("memory", "give more memory, such as GANGWAY_OPTS=-Xmx2g"),
                Map.entry(
                        "version",
                        "run Gangway with a newer Java (JAVA_HOME); this is "
                                + Runtime.version().feature()),
                Map.entry(
                        "opens",
                        "add --add-opens " + OPENS + " (or write " + OPENS + " into " + webapps.resolve("opens.opens")
                                + ")"),
                Map.entry("method", "say its level with --ee ee11"),
                Map.entry(
                        "name",
                        "define that JNDI name in a context XML beside the WAR (" + webapps.resolve("name.xml")),
                Map.entry("other", "(java.lang.IllegalStateException: no configuration); correct the application"),
                Map.entry("filter", "(java.lang.ClassNotFoundException: com.example.Missing); put the jar"),
                Map.entry("tomcat", "the class is Tomcat's own, which isn't here"),
                Map.entry("kind", "say its level with --ee ee8"),
                Map.entry(
                        "guessed",
                        "; it was taken for one of Jakarta EE 11, if that is wrong say its level with --ee;"),
                Map.entry("level", "which its classes don't fit: say its level with --ee ee10 or --ee ee11"));
        Path log = directory.resolve("log");
        try (GangwayProcess gangway =
                GangwayProcess.start("run", webapps.toString(), "--port", "0", "--log", log.toString())) {
            gangway.awaitOutput(line -> line.contains("ready"));
        }
        List<String> said = Files.readAllLines(log).stream()
                .filter(line -> line.contains(" answers 503: "))
                .toList();
        assertThat(said).hasSize(lines.size());
        assertThat(said)
                .as("certain")
                .filteredOn(line -> line.contains("/other "))
                .noneMatch(line -> line.contains("--ee"));
        lines.forEach((name, remedy) -> assertThat(said)
                .as(name)
                .anyMatch(line -> line.contains("/" + name + " answers 503: ") && line.contains(remedy)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ee8", "ee10", "ee11"})
    void contextXmlNamesAWarThatIsNotThere(String level) throws Exception {
        Path none = directory.resolve("none.war");
        for (String named : List.of(none.toString(), none.toUri().toString())) {
            Path xml = Files.writeString(
                    directory.resolve("shop.xml"),
                    "<!DOCTYPE Configure PUBLIC '-//Jetty//Configure//EN' 'https://jetty.org/configure_10_0.dtd'>"
                            + "<Configure class='org.eclipse.jetty." + level + ".webapp.WebAppContext'>"
                            + "<Set name='war'>" + named + "</Set></Configure>");
            StringWriter err = new StringWriter();
            int status = GangwayCommand.execute(
                    new String[] {"run", xml.toString(), "--port=0"},
                    new PrintWriter(new StringWriter()),
                    new PrintWriter(err, true));
            assertThat(err)
                    .hasToString("gangway: " + xml + " names the WAR " + named + ", which isn't there; correct its"
                            + " <Set name=\"war\">, or put the WAR there" + System.lineSeparator());
            assertThat(status).isEqualTo(1);
        }
    }

    private static String failure(String... arguments) throws Exception {
        try (GangwayProcess gangway = GangwayProcess.start(arguments)) {
            return gangway.awaitLog(line -> line.startsWith("gangway: "));
        }
    }

    @Test
    void packagesAreOpenedByOptionAndByTheFileBesideTheWar() throws Exception {
        String war = failing("opens").pack(directory.resolve("shop.war")).toString();
        try (GangwayProcess gangway =
                GangwayProcess.startByScript(directory, "run", war, "--port", "0", "--add-opens", OPENS)) {
            gangway.awaitOutput(line -> line.contains("ready"));
        }
        Files.writeString(directory.resolve("shop.opens"), "# for the class loader\n" + OPENS);
        for (String argument : List.of(war, "/x=" + war, directory.toString())) {
            try (GangwayProcess gangway = GangwayProcess.startByScript(directory, "run", argument, "--port", "0")) {
                gangway.awaitOutput(line -> line.contains("ready"));
            }
        }
        assertThat(failure("run", war, "--port", "0"))
                .isEqualTo(
                        "gangway: " + directory.resolve("shop.opens") + " names " + OPENS + ", which isn't open; start"
                                + " Gangway with bin/gangway, or java with --add-opens=" + OPENS + "=ALL-UNNAMED");
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang, which is no package; write it like java.base/java.lang",
        "a b/c, which is no package; write it like java.base/java.lang",
        "a/b/c, which is no package; write it like java.base/java.lang",
        "java.none/java.lang, which this JVM doesn't have; correct it",
        "java.base/java.long, which this JVM doesn't have; correct it"
    })
    void wrongPackageIsNamed(String text, String mistake) throws Exception {
        String war = new WarBuilder().pack(directory.resolve("shop.war")).toString();
        RunCommand run = RunCommand.parse(war, "--port", "0", "--add-opens", text);
        assertThatThrownBy(() -> run.plan(() -> null, Map.of()))
                .isInstanceOfSatisfying(
                        UserError.class, error -> assertThat(error.exitStatus()).isEqualTo(UserError.USAGE))
                .hasMessage("--add-opens " + text + ", " + mistake);
    }

    @Test
    void libraryThatNeedsTheServletApiIsForALevel() throws Exception {
        String war = naming("servlet", "com.example.ProbeServlet")
                .pack(directory.resolve("a.war"))
                .toString();
        Path jars = Files.createDirectory(directory.resolve("jars"));
        Path unpacked = new WarBuilder()
                .library("probe.jar", Map.of("com/example/ProbeServlet.class", WarBuilder.example("ProbeServlet")))
                .explode(directory.resolve("unpacked"));
        Path jar = Files.move(unpacked.resolve("WEB-INF/lib/probe.jar"), jars.resolve("probe.jar"));
        for (Path library : List.of(jar, jars)) {
            Path socket = directory.resolve("s");
            try (GangwayProcess gangway = GangwayProcess.startByScript(
                    directory, "run", war, "--socket", socket.toString(), "--lib", "ee10=" + library)) {
                gangway.awaitOutput(line -> line.contains("ready"));
                assertThat(WebServer.get(socket, "/x/").bodyText().lines()).contains("servlet=6.0");
            }
        }
        String loaded = war.replace("a.war", "b.war");
        naming("filter", "com.example.ProbeServlet").pack(Path.of(loaded));
        try (GangwayProcess gangway =
                GangwayProcess.startByScript(directory, "run", loaded, "--port", "0", "--lib", jar.toString())) {
            assertThat(gangway.awaitLog(line -> line.startsWith("gangway: ")))
                    .contains(
                            "a jar of --lib or lib/ext needs the API of an EE level: give it as --lib ee10=JAR instead,"
                                    + " or put it into lib/ee10 of the installation");
        }
    }
}
