package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LevelEvidenceTest {
    private static final byte[] JAVAX =
            "\u0001\u0000\u001ejavax/servlet/http/HttpServlet".getBytes(StandardCharsets.UTF_8);
    private static final byte[] JAKARTA =
            "\u0001\u0000\u001ejakarta/servlet/http/HttpServlet".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BOTH =
            "Ljavax/servlet/Filter;Ljakarta/servlet/Filter;".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEITHER = "java/util/List".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    /** The same, whether packed or not. */
    private ServletLevel level(WarBuilder war) throws Exception {
        Path place = Files.createTempDirectory(directory, "war");
        ServletLevel packed =
                WarFile.inspect(war.pack(place.resolve("a.war")), null).level();
        assertThat(WarFile.inspect(war.explode(place.resolve("a")), null).level())
                .isEqualTo(packed);
        return packed;
    }

    private static WarBuilder javaxDescriptor() {
        return new WarBuilder().descriptor(WarBuilder.javaxDescriptor("3.1"));
    }

    private static WarBuilder jakartaDescriptor() {
        return new WarBuilder().descriptor(WarBuilder.jakartaDescriptor("6.0"));
    }

    private static WarBuilder naming(String namespace, String... classes) {
        StringBuilder text = new StringBuilder("<web-app xmlns='" + namespace + "'>");
        for (String name : classes) {
            text.append("<listener><listener-class> ").append(name).append(" </listener-class></listener>");
        }
        return new WarBuilder().descriptor(text.append("</web-app>").toString());
    }

    @Test
    void realClassesTellTheLevel() throws Exception {
        assertThat(level(new WarBuilder().probe())).isEqualTo(ServletLevel.EE11);
        assertThat(level(new WarBuilder().javaxProbe())).isEqualTo(ServletLevel.EE8);
    }

    @Test
    void ownClassesWinOverADescriptorThatStayedBehind() throws Exception {
        assertThat(level(javaxDescriptor().probe())).isEqualTo(ServletLevel.EE10);
        assertThat(level(jakartaDescriptor().javaxProbe())).isEqualTo(ServletLevel.EE8);
        assertThat(level(jakartaDescriptor().probe())).isEqualTo(ServletLevel.EE10);
    }

    @Test
    void unusedLibraryDoesNotCountAgainstOwnClasses() throws Exception {
        Map<String, byte[]> initializer =
                Map.of("META-INF/services/javax.servlet.ServletContainerInitializer", NEITHER, "x/A.class", JAVAX);

        assertThat(level(new WarBuilder().probe().library("old.jar", initializer)))
                .isEqualTo(ServletLevel.EE11);
        assertThat(level(javaxDescriptor().probe().library("old.jar", initializer)))
                .isEqualTo(ServletLevel.EE10);
        assertThat(level(jakartaDescriptor().library("old.jar", initializer))).isEqualTo(ServletLevel.EE10);
    }

    @Test
    void otherApisOfAContainerCountToo() throws Exception {
        byte[] resource = "Ljavax/ws/rs/GET;".getBytes(StandardCharsets.UTF_8);
        byte[] endpoint = "Ljakarta/websocket/Endpoint;".getBytes(StandardCharsets.UTF_8);

        assertThat(level(new WarBuilder().bytes("WEB-INF/classes/A.class", resource)))
                .isEqualTo(ServletLevel.EE8);
        assertThat(level(javaxDescriptor().bytes("WEB-INF/classes/A.class", endpoint)))
                .isEqualTo(ServletLevel.EE10);
    }

    @Test
    void namedClassesDecideWhereOwnClassesSpeakOfBoth() throws Exception {
        String old = "http://xmlns.jcp.org/xml/ns/javaee";

        assertThat(level(naming(old, "a.Listener")
                        .bytes("WEB-INF/classes/a/Listener.class", JAKARTA)
                        .bytes("WEB-INF/classes/a/Bridge.class", BOTH)))
                .isEqualTo(ServletLevel.EE10);
        assertThat(level(javaxDescriptor().bytes("WEB-INF/classes/a/Bridge.class", BOTH)))
                .isEqualTo(ServletLevel.EE8);
        assertThat(level(jakartaDescriptor().bytes("WEB-INF/classes/a/Bridge.class", BOTH)))
                .isEqualTo(ServletLevel.EE10);
    }

    @Test
    void namedClassInALibraryDecidesOverAnOldDescriptor() throws Exception {
        Map<String, byte[]> spring = Map.of("spring/Loader.class", JAKARTA, "spring/Old.class", JAVAX);

        assertThat(level(naming("http://java.sun.com/xml/ns/javaee", "spring.Loader")
                        .bytes("WEB-INF/classes/a/Plain.class", NEITHER)
                        .library("spring.jar", spring)))
                .isEqualTo(ServletLevel.EE10);
        assertThat(level(naming("http://java.sun.com/xml/ns/javaee", "spring.Old")
                        .library("spring.jar", spring)))
                .isEqualTo(ServletLevel.EE8);
    }

    @Test
    void initializersAndFragmentsDecideOverAnOldDescriptor() throws Exception {
        assertThat(level(javaxDescriptor()
                        .library(
                                "a.jar",
                                Map.of("META-INF/services/jakarta.servlet.ServletContainerInitializer", NEITHER))))
                .isEqualTo(ServletLevel.EE10);
        assertThat(level(new WarBuilder()
                        .library(
                                "a.jar",
                                Map.of(
                                        "META-INF/web-fragment.xml",
                                        "<web-fragment xmlns='http://java.sun.com/xml/ns/javaee'/>"
                                                .getBytes(StandardCharsets.UTF_8)))))
                .isEqualTo(ServletLevel.EE8);
    }

    @Test
    void classesThatAreNamedOrAnnotatedWeighMoreThanInitializersOfLibraries() throws Exception {
        String old = "http://java.sun.com/xml/ns/javaee";
        Map<String, byte[]> log = Map.of("META-INF/services/javax.servlet.ServletContainerInitializer", NEITHER);
        byte[] annotated =
                "Ljakarta/servlet/annotation/WebFilter;Ljavax/servlet/Filter;".getBytes(StandardCharsets.UTF_8);

        assertThat(level(naming(old, "f.F")
                        .library("f.jar", Map.of("f/F.class", JAKARTA))
                        .library("e.jar", log)))
                .isEqualTo(ServletLevel.EE10);
        assertThat(level(javaxDescriptor()
                        .library("f.jar", Map.of("f/F.class", annotated))
                        .library("e.jar", log)))
                .isEqualTo(ServletLevel.EE10);
        assertThat(level(javaxDescriptor()
                        .bytes("WEB-INF/classes/F.class", annotated)
                        .bytes("WEB-INF/classes/G.class", JAVAX)
                        .library("e.jar", log)))
                .isEqualTo(ServletLevel.EE10);
        assertThat(level(javaxDescriptor().library("e.jar", log))).isEqualTo(ServletLevel.EE8);
    }

    @Test
    void levelIsCertainWhereOwnClassesAndDescriptorAgree() throws Exception {
        assertThat(guessed(jakartaDescriptor().probe())).isFalse();
        assertThat(guessed(javaxDescriptor().javaxProbe())).isFalse();
        assertThat(guessed(javaxDescriptor().probe())).isTrue();
        assertThat(guessed(new WarBuilder().probe())).as("EE 10 or EE 11").isTrue();
        assertThat(guessed(javaxDescriptor())).isTrue();
    }

    private boolean guessed(WarBuilder war) throws Exception {
        return WarFile.inspect(war.pack(directory.resolve("guessed.war")), null).levelGuessed();
    }

    @Test
    void librariesThatSpeakOfBothLeaveTheDescriptorToDecide() throws Exception {
        Map<String, byte[]> both = Map.of("a/A.class", JAVAX, "a/B.class", JAKARTA);

        assertThat(level(javaxDescriptor().library("a.jar", both))).isEqualTo(ServletLevel.EE8);
        assertThat(level(jakartaDescriptor().library("a.jar", both))).isEqualTo(ServletLevel.EE10);
        assertThat(level(new WarBuilder().library("a.jar", both))).isEqualTo(ServletLevel.EE11);
    }

    @Test
    void withoutAnythingElseThePagesAndThenTheLibrariesTell() throws Exception {
        assertThat(level(new WarBuilder().entry("a.jsp", "<%@ page import='javax.servlet.http.Cookie' %>")))
                .isEqualTo(ServletLevel.EE8);
        assertThat(level(new WarBuilder().entry("a.jsp", "<%@ taglib prefix='c' uri='jakarta.tags.core' %>")))
                .isEqualTo(ServletLevel.EE11);
        assertThat(level(new WarBuilder().library("a.jar", Map.of("a/A.class", JAVAX))))
                .isEqualTo(ServletLevel.EE8);
        assertThat(level(new WarBuilder().entry("index.html", "javax.servlet.")))
                .isEqualTo(ServletLevel.EE11);
    }

    @Test
    void givenLevelWins() throws Exception {
        Path war = new WarBuilder().javaxProbe().pack(directory.resolve("a.war"));

        assertThat(WarFile.inspect(war, ServletLevel.EE10).level()).isEqualTo(ServletLevel.EE10);
        assertThat(WarFile.inspect(war, ServletLevel.EE10).levelGuessed()).isFalse();
    }
}
