package org.gangway.wars;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gangway.it.ChildProcess;

/** The directory that a stock Jetty serves from, set up as its manual says: modules, and a WAR in webapps. */
final class JettyBase {
    /** One user with the roles of all the WARs. */
    static final String USERS = "alice: secret,jolokia,tomcat,role1\n";

    private static final String REALM = """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure id="Server" class="org.eclipse.jetty.server.Server">
              <Call class="org.eclipse.jetty.util.resource.ResourceFactory" name="of">
                <Arg><Ref refid="Server"/></Arg>
                <Call id="users" name="newResource"><Arg>users.properties</Arg></Call>
              </Call>
              <Call name="addBean">
                <Arg>
                  <New class="org.eclipse.jetty.security.HashLoginService">
                    <Set name="name">@NAME@</Set>
                    <Set name="config"><Ref refid="users"/></Set>
                  </New>
                </Arg>
              </Call>
            </Configure>
            """;

    private final Path home;
    private final Path directory;
    private final String level;
    private final String realm;

    JettyBase(Path home, Path directory, ForeignWar war) {
        this.home = home;
        this.directory = directory;
        level = war.level();
        realm = war.realm();
        try {
            Files.createDirectories(directory.resolve("webapps"));
            Files.writeString(users(directory), USERS);
            Files.writeString(directory.resolve("users.xml"), REALM.replace("@NAME@", realm));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of the container's users. */
    static Path users(Path directory) {
        return directory.resolve("users.properties");
    }

    /** Puts the WAR where it is deployed at the context path. */
    void deploy(Path war, String contextPath) {
        String name = contextPath.isEmpty() ? "root" : contextPath.substring(1);
        try {
            Files.copy(war, directory.resolve("webapps/" + name + ".war"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacks an archive here. */
    void unpack(Path archive) {
        try (FileSystem zip = FileSystems.newFileSystem(archive);
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : files.toList()) {
                Path target = directory.resolve(file.toString().substring(1));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    try (InputStream in = Files.newInputStream(file)) {
                        Files.copy(in, target);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a connector's module, and those that deploy WARs of the level with all that the level has. */
    void add(String connector) {
        List<String> modules = new ArrayList<>(List.of(connector));
        Stream.of(
                        "deploy",
                        "annotations",
                        "jsp",
                        "jstl",
                        "plus",
                        level.equals("ee8") ? "websocket-javax" : "websocket-jakarta")
                .map(module -> level + '-' + module)
                .forEach(modules::add);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(start("--add-modules=" + String.join(",", modules)));
        try (ChildProcess process = new ChildProcess(command, Map.of(), directory.resolve("modules.log"))) {
            if (process.awaitEnd() != 0) {
                throw new IllegalStateException(command + " failed:\n" + process.output());
            }
        }
    }

    /** The end of the command that starts Jetty. */
    List<String> start(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("-jar", home.resolve("start.jar").toString(), "jetty.base=" + directory));
        command.addAll(List.of(arguments));
        if (!realm.isEmpty()) {
            command.add(directory.resolve("users.xml").toString());
        }
        return command;
    }

    /** Whether Jetty has said so. */
    boolean isStarted() {
        Path log = directory.resolve("console.log");
        try {
            return Files.exists(log)
                    && Files.readString(log, StandardCharsets.ISO_8859_1).contains(":oejs.Server:main: Started");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
