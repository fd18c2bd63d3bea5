package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.xml.XmlConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages print in Java and as Jetty XML, as it is printed. */
class PageBlocksTest {
    private static final String CONNECTORS = "<Configure id=\"Server\"";
    private static final Pattern TYPE = Pattern.compile("(?m)^public class (\\w+)");

    @TempDir
    Path directory;

    static Stream<Arguments> javaBlocks() throws IOException {
        return blocks("java", "public class ");
    }

    static Stream<Arguments> xmlBlocks() throws IOException {
        return blocks("xml", "<Configure ");
    }

    /** The page, the line and the text. */
    private static Stream<Arguments> blocks(String language, String having) throws IOException {
        Pattern block = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$");
        List<Path> pages;
        try (Stream<Path> files = Files.list(Path.of("../docs"))) {
            pages = files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
        Stream.Builder<Arguments> blocks = Stream.builder();
        for (Path page : pages) {
            String text = Files.readString(page);
            block.matcher(text)
                    .results()
                    .filter((MatchResult found) -> found.group(1).contains(having))
                    .forEach((MatchResult found) -> {
                        long line = text.substring(0, found.start()).lines().count() + 1;
                        blocks.add(arguments(page.getFileName() + ":" + line, found.group(1)));
                    });
        }
        return blocks.build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("javaBlocks")
    void javaCompiles(String place, String text) throws IOException {
        String name = TYPE.matcher(text).results().findFirst().orElseThrow().group(1);
        Path file = Files.writeString(directory.resolve(name + ".java"), text);
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-classpath",
                        everything(),
                        "-proc:none",
                        "-Xlint:all,-path",
                        "-Werror",
                        file.toString());
        assertThat(status).as("%s: %s", place, said).isZero();
    }

    private static String everything() {
        return System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", "");
    }

    /** What it names is there, and takes the values. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("xmlBlocks")
    void xmlConfigures(String place, String text) throws Exception {
        Path file = Files.writeString(directory.resolve("block.xml"), text);
        XmlConfiguration xml = new XmlConfiguration(ResourceFactory.root().newResource(file));
        xml.getProperties().put("jetty.base", directory.toString());
        if (text.contains(CONNECTORS)) {
            Server server = new Server();
            xml.getIdMap().put("httpConfig", new HttpConfiguration());
            xml.configure(server);
            assertThat(server.getConnectors()).as(place).hasSize(1).allSatisfy((Connector connector) -> assertThat(
                            connector)
                    .isInstanceOf(UnixSocketConnector.class));
        } else {
            assertThat(xml.configure()).as(place).isNotNull();
        }
    }
}
