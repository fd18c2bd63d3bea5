package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithoutJarsTest {
    private static final String CLASS = "org/gangway/launcher/Main.class";

    @TempDir
    Path directory;

    private Path left;
    private Path kept;

    @BeforeEach
    void makeJars() throws Exception {
        left = Files.createDirectories(directory.resolve("ee10")).resolve("level.jar");
        kept = directory.resolve("server.jar");
        jar(left, "of the level");
        jar(kept, "of the server");
    }

    private static void jar(Path file, String text) throws Exception {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new ZipEntry("a-resource.txt"));
            jar.write(text.getBytes(StandardCharsets.UTF_8));
            if (text.equals("of the level")) {
                jar.putNextEntry(new ZipEntry(CLASS));
                try (InputStream in = Main.class.getResourceAsStream("Main.class")) {
                    in.transferTo(jar);
                }
            }
        }
    }

    @Test
    void hidesClassesAndResourcesOfTheDirectoryOnly() throws Exception {
        URL[] jars = {left.toUri().toURL(), kept.toUri().toURL()};
        try (URLClassLoader all = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            WithoutJars without = new WithoutJars(all, left.getParent());
            assertThat(all.getResource("a-resource.txt")).asString().contains("level.jar");
            assertThat(without.getResource("a-resource.txt")).asString().contains("server.jar");
            assertThat(Collections.list(without.getResources("a-resource.txt")))
                    .singleElement()
                    .asString()
                    .contains("server.jar");
            assertThat(without.getResource(CLASS)).isNull();
            assertThatThrownBy(() -> without.loadClass(Main.class.getName()))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThat(all.loadClass(Main.class.getName())).isNotSameAs(Main.class);
            assertThat(without.loadClass("java.lang.String")).isSameAs(String.class);
        }
    }
}
