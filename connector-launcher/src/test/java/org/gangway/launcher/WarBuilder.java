package org.gangway.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** Makes WARs, packed or as directories. */
final class WarBuilder {
    private static final String PROBE = "org/gangway/launcher/app/ProbeServlet.class";

    private static final String INITIALIZER = "org/gangway/launcher/app/ProbeInitializer.class";

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    static String jakartaDescriptor(String version) {
        return "<?xml version='1.0'?><web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='" + version
                + "'></web-app>";
    }

    WarBuilder entry(String name, String content) {
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    WarBuilder descriptor(String content) {
        return entry("WEB-INF/web.xml", content);
    }

    static String javaxDescriptor(String version) {
        return "<?xml version='1.0'?><web-app xmlns='http://xmlns.jcp.org/xml/ns/javaee' version='" + version
                + "'></web-app>";
    }

    /** A servlet of jakarta. */
    WarBuilder probe() throws IOException {
        return bytes("WEB-INF/classes/" + PROBE, probeClass());
    }

    /** The same servlet, as if it were compiled with javax. */
    WarBuilder javaxProbe() throws IOException {
        return bytes("WEB-INF/classes/" + PROBE, javax(probeClass()));
    }

    /** A library with an initializer, a web fragment and a static file. */
    WarBuilder initializer(boolean javax) throws IOException {
        byte[] type = classFile(INITIALIZER);
        String namespace = javax ? "http://xmlns.jcp.org/xml/ns/javaee" : "https://jakarta.ee/xml/ns/jakartaee";
        String version = javax ? "3.1" : "6.0";
        String fragment = "<web-fragment xmlns='" + namespace + "' version='" + version + "'><context-param>"
                + "<param-name>fragment</param-name><param-value>seen</param-value></context-param></web-fragment>";
        String service = (javax ? "javax" : "jakarta") + ".servlet.ServletContainerInitializer";
        return library(
                "initializer.jar",
                Map.of(
                        INITIALIZER,
                        javax ? javax(type) : type,
                        "META-INF/services/" + service,
                        INITIALIZER.replace(".class", "").replace('/', '.').getBytes(StandardCharsets.UTF_8),
                        "META-INF/web-fragment.xml",
                        fragment.getBytes(StandardCharsets.UTF_8),
                        "META-INF/resources/library.txt",
                        "of the library".getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] probeClass() throws IOException {
        return classFile(PROBE);
    }

    private static byte[] classFile(String name) throws IOException {
        try (InputStream in = WarBuilder.class.getClassLoader().getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    static byte[] javax(byte[] jakartaClass) {
        return renamed(jakartaClass, "jakarta/", "javax/");
    }

    /** A class of jakarta of the tests, as if it were in the package com.example. */
    static byte[] example(String simpleName) throws IOException {
        return renamed(
                classFile("org/gangway/launcher/app/" + simpleName + ".class"),
                "org/gangway/launcher/app/",
                "com/example/");
    }

    /** A library with a class that has the name of another. */
    WarBuilder impostor(String jar, String type) throws IOException {
        String path = type.replace('.', '/');
        byte[] plain = classFile("org/gangway/launcher/app/Plain.class");
        return library(jar, Map.of(path + ".class", renamed(plain, "org/gangway/launcher/app/Plain", path)));
    }

    private static byte[] renamed(byte[] type, String from, String to) {
        ClassWriter writer = new ClassWriter(0);
        Remapper remapper = new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String name) {
                return name.startsWith(from) ? to + name.substring(from.length()) : name;
            }
        };
        new ClassReader(type).accept(new ClassRemapper(writer, remapper), 0);
        return writer.toByteArray();
    }

    WarBuilder bytes(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** A library with these entries. */
    WarBuilder library(String name, Map<String, byte[]> content) throws IOException {
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(jar)) {
            for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes("WEB-INF/lib/" + name, jar.toByteArray());
    }

    Path pack(Path war) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            zip.putNextEntry(new ZipEntry("WEB-INF/"));
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return war;
    }

    Path explode(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("WEB-INF"));
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            Path file = directory.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        return directory;
    }
}
