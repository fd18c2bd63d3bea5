package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"5.0, EE10", "6.0, EE10", "6.1, EE11", "6.2, EE11", "7.0, EE11", "6, EE10"})
    void versionOfTheDescriptorTellsTheLevel(String version, ServletLevel level) throws Exception {
        WarBuilder war = new WarBuilder().descriptor(WarBuilder.jakartaDescriptor(version));

        assertThat(WarFile.inspect(war.pack(directory.resolve("a.war")), null).level())
                .isEqualTo(level);
        assertThat(WarFile.inspect(war.explode(directory.resolve("a")), null).level())
                .isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<web-app xmlns='http://xmlns.jcp.org/xml/ns/javaee' version='4.0'/>",
                "<web-app xmlns='http://java.sun.com/xml/ns/javaee' version='3.0'/>",
                "<!DOCTYPE web-app PUBLIC '-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN'"
                        + " 'http://java.sun.com/dtd/web-app_2_3.dtd'><web-app/>",
                "<web-app version='4.0'/>"
            })
    void olderDescriptorIsJavax(String descriptor) throws Exception {
        Path war = new WarBuilder().descriptor(descriptor).pack(directory.resolve("old.war"));

        assertThat(WarFile.inspect(war, null).level()).isEqualTo(ServletLevel.EE8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<web-app/>", "<!-- no name space --><web-app></web-app>"})
    void descriptorWithoutVersionIsTheLatestLevel(String descriptor) throws Exception {
        Path war = new WarBuilder().descriptor(descriptor).pack(directory.resolve("a.war"));

        assertThat(WarFile.inspect(war, null).level()).isEqualTo(ServletLevel.EE11);
    }

    @Test
    void brokenDescriptorIsNamed() throws Exception {
        Path war = new WarBuilder().descriptor("<web-app").pack(directory.resolve("a.war"));

        assertThatThrownBy(() -> WarFile.inspect(war, null))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("cannot read WEB-INF/web.xml of " + war)
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatIsNoWarIsRefused() throws Exception {
        Path text = Files.writeString(directory.resolve("a.war"), "hello");
        Path jar = directory.resolve("b.war");
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new java.util.zip.ZipEntry("index.html"));
        }
        Path empty = Files.createDirectory(directory.resolve("c"));

        for (Path path : new Path[] {text, jar, empty}) {
            assertThatThrownBy(() -> WarFile.inspect(path, null))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(path + " is not a WAR");
        }
    }

    @Test
    void missingWarIsRefused() {
        assertThatThrownBy(() -> WarFile.inspect(directory.resolve("none.war"), null))
                .hasMessage("there is no WAR " + directory.resolve("none.war") + "; check the path");
    }
}
