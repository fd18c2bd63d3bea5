package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationFilesTest {
    private static final String CONFIGURE =
            "<!DOCTYPE Configure PUBLIC '-//Jetty//Configure//EN' 'https://jetty.org/configure_10_0.dtd'>"
                    + "<Configure class='org.eclipse.jetty.ee8.webapp.WebAppContext'/>";

    @TempDir
    Path directory;

    private Path war(String name) throws Exception {
        return new WarBuilder().pack(directory.resolve(name));
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content);
    }

    private static List<Application> find(String contextPath, String prefix, Path... paths) throws UserError {
        return new ApplicationFiles(null, contextPath, prefix)
                .find(List.of(paths).stream().map(Path::toString).toList());
    }

    @Test
    void oneWarIsAtTheRootUnlessSaidOtherwise() throws Exception {
        Path war = war("shop.war");

        assertThat(find(null, "", war)).extracting(Application::contextPath).containsExactly("/");
        assertThat(find("/x", "", war)).extracting(Application::contextPath).containsExactly("/x");
        assertThat(find(null, "/p", war)).extracting(Application::contextPath).containsExactly("/p");
    }

    @Test
    void severalAreAtTheirNames() throws Exception {
        Path exploded = new WarBuilder().explode(directory.resolve("b.c"));

        assertThat(find(null, "", war("ROOT.war"), war("a.WAR"), exploded, war("root-x.org,y.org.war")))
                .extracting(Application::contextPath, Application::virtualHosts)
                .containsExactly(
                        tuple("/", List.of()),
                        tuple("/a", List.of()),
                        tuple("/b.c", List.of()),
                        tuple("/", List.of("x.org", "y.org")));
        assertThat(find(null, "/p", war("ROOT.war"), war("a.war")))
                .extracting(Application::contextPath)
                .containsExactly("/p", "/p/a");
    }

    @Test
    void aWarCanBeMountedElsewhere() throws Exception {
        String war = war("a.war").toString();

        assertThat(new ApplicationFiles(null, null, "").find(List.of("/x/y/=" + war, "/=" + war)))
                .extracting(Application::name, Application::contextPath)
                .containsExactly(tuple("x-y", "/x/y"), tuple("ROOT", "/"));
        assertThat(new ApplicationFiles(null, null, "/p")
                        .find(List.of("/x=" + war, "/=" + war, "/p/y=" + war, "/pp=" + war)))
                .as("below the prefix")
                .extracting(Application::name, Application::contextPath)
                .containsExactly(tuple("x", "/p/x"), tuple("ROOT", "/p"), tuple("p-y", "/p/y"), tuple("pp", "/p/pp"));
    }

    @Test
    void aDirectoryIsLikeJettysWebapps() throws Exception {
        war("b.war");
        war("a.war");
        war(".hidden.war");
        file("b.xml", CONFIGURE);
        file("tomcat.xml", "<Context/>");
        file("readme.txt", "");
        new WarBuilder().explode(directory.resolve("a"));
        new WarBuilder().explode(directory.resolve("c"));
        Files.createDirectory(directory.resolve("static"));

        assertThat(find(null, "", directory))
                .extracting(Application::defaultPath, Application::source, Application::war, Application::level)
                .containsExactly(
                        tuple("/a", directory.resolve("a.war"), directory.resolve("a.war"), ServletLevel.EE11),
                        tuple("/b", directory.resolve("b.xml"), directory.resolve("b.war"), ServletLevel.EE8),
                        tuple("/c", directory.resolve("c"), directory.resolve("c"), ServletLevel.EE11));
    }

    @Test
    void contextXmlBesideAWarIsUsed() throws Exception {
        Path war = war("shop.war");
        Path xml = file("shop.xml", CONFIGURE);

        Application one = find(null, "", war).get(0);
        assertThat(one.source()).isEqualTo(xml);
        assertThat(one.contextPath()).as("left to the XML").isNull();
        assertThat(one.defaultPath()).isEqualTo("/");
        assertThat(find("/x", "", xml)).extracting(Application::contextPath).containsExactly("/x");

        file("shop.xml", "<project/>");
        assertThat(find(null, "", war).get(0).source()).isEqualTo(war);
    }

    @Test
    void whatIsBrokenInADirectoryDoesNotStopTheOthers() throws Exception {
        war("a.war");
        Path text = file("b.war", "hello");
        Path xml = file("c.xml", "<Configure");
        Path bare = file("e.xml", "<Configure/>");
        Path ee9 = file("d.xml", CONFIGURE.replace("ee8", "ee9"));

        List<Application> found = find(null, "", directory);
        assertThat(found).extracting(Application::defaultPath).containsExactly("/a", "/b", "/c", "/d", "/e");
        assertThat(found.get(0).flaw()).isNull();
        assertThat(found.get(1).flaw()).hasMessageStartingWith(text + " is not a WAR");
        assertThat(found.get(2).flaw()).hasMessageStartingWith("cannot read the context XML " + xml);
        assertThat(found.get(3).flaw())
                .hasMessageStartingWith(ee9 + " configures org.eclipse.jetty.ee9")
                .hasMessageContaining("let it configure org.eclipse.jetty.ee10");
        assertThat(found.get(4).flaw())
                .hasMessageStartingWith("cannot read the context XML " + bare + " (it lacks <!DOCTYPE");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a.war none.war, there is no WAR",
                "a.xml a.war, both be at /a",
                "/x=a.war /x/=b.war, both be at /x",
                "x//=a.war, there is no WAR",
                "/x//y=a.war, is no path; write it like /shop",
                "/x=., is a directory of WARs",
                "empty, there is no WAR in",
                "tomcat.xml, is no context XML"
            })
    void mistakesAreNamed(String arguments, String message) throws Exception {
        war("a.war");
        war("b.war");
        file("a.xml", CONFIGURE);
        file("tomcat.xml", "<Context/>");
        Files.createDirectory(directory.resolve("empty"));
        List<String> paths = List.of(arguments.split(" ")).stream()
                .map(each -> each.contains("=")
                        ? each.replace("=", "=" + directory + '/')
                        : directory.resolve(each).toString())
                .toList();

        assertThatThrownBy(() -> new ApplicationFiles(null, null, "").find(paths))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
    }

    @Test
    void contextPathIsForOneWar() throws Exception {
        Path a = war("a.war");
        Path b = war("b.war");

        assertThatThrownBy(() -> find("/x", "", a, b)).hasMessageContaining("write /x=APP.war for one of several");
        assertThatThrownBy(() -> find("/x", "", directory)).hasMessageContaining("is a directory of WARs");
    }
}
