package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which jars of the container Jetty looks for classes: a start is the faster the fewer. */
class ContainerJarsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(ServletLevel.class)
    void whatIsLookedIntoIsWhatIsNeeded(ServletLevel level) {
        String api =
                "file:///x/lib/" + (level == ServletLevel.EE8 ? "jetty-servlet-api" : "jakarta.servlet-api") + "-6.jar";
        String jstl = "file:///x/lib/jakarta.servlet.jsp.jstl-3.jar";

        assertThat(api).matches(level.containerJars(false, true)).matches(level.containerJars(true, true));
        assertThat(jstl).matches(level.containerJars(true, true)).matches(level.containerJars(true, false));
        assertThat(jstl).doesNotMatch(level.containerJars(false, true)).doesNotMatch(level.containerJars(false, false));
        assertThat(api).doesNotMatch(level.containerJars(true, false)).doesNotMatch(level.containerJars(false, false));
    }

    private static boolean initializers(WarBuilder war, Path directory) throws Exception {
        boolean packed =
                WarFile.inspect(war.pack(directory.resolve("app.war")), null).initializers();
        Path exploded = war.explode(directory.resolve("app"));
        assertThat(WarFile.inspect(exploded, null).initializers()).isEqualTo(packed);
        return packed;
    }

    @Test
    void aWarWithClassesAndPagesHasNoInitializer() throws Exception {
        WarBuilder war = new WarBuilder()
                .descriptor(WarBuilder.jakartaDescriptor("6.0"))
                .probe()
                .entry("page.jsp", "<%= 1 %>");
        assertThat(initializers(war, directory)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer",
                "WEB-INF/lib/a.jar",
                "WEB-INF/jetty-web.xml",
                "WEB-INF/jetty-ee10-env.xml"
            })
    void whatMayHaveAnInitializerIsTakenForIt(String entry) throws Exception {
        assertThat(initializers(new WarBuilder().probe().entry(entry, ""), directory))
                .isTrue();
    }

    @Test
    void aContextXmlMayAddOne() throws Exception {
        new WarBuilder().probe().pack(directory.resolve("app.war"));
        Files.writeString(
                directory.resolve("app.xml"),
                "<?xml version='1.0'?><!DOCTYPE Configure PUBLIC '-//Jetty//Configure//EN'"
                        + " 'https://jetty.org/configure_10_0.dtd'><Configure class='org.eclipse.jetty.ee10.webapp.WebAppContext'></Configure>");
        assertThat(RunCommand.parse(directory.toString(), "--port=0")
                        .plan(() -> null, Map.of())
                        .applications())
                .singleElement()
                .matches(Application::initializers);
    }

    @ParameterizedTest
    @CsvSource({
        "lib/ee10/jetty-ee10-apache-jsp-12.jar, false",
        "lib/ee10/tomcat-jasper-10.jar, false",
        "lib/logback-classic-1.jar, false",
        "lib/ee10/mine.jar, true",
        "lib/ext/jetty-mine.jar, true",
        "lib/mine.jar, true",
        "elsewhere/jetty-mine.jar, true"
    })
    void initializerOfALibraryOfTheServerIsForeign(String jar, boolean foreign) throws Exception {
        Path file = directory.resolve(jar);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(ServletLevel.EE10.initializerService()));
            zip.closeEntry();
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, null)) {
            assertThat(ServletEnvironment.hasForeignInitializer(loader, ServletLevel.EE10, directory))
                    .isEqualTo(foreign);
            assertThat(ServletEnvironment.hasForeignInitializer(loader, ServletLevel.EE8, directory))
                    .isFalse();
        }
    }
}
