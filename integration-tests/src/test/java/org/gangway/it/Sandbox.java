package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directory that all servers share: document root, certificates, passwords, and a copy of the program under test.
 *
 * <p>A server that is started by root gives its rights up, so all of it is readable for everybody, and the path is
 * short enough for Unix sockets.
 */
final class Sandbox {
    private static final String SECRET = "not-for-everybody";

    private final Path base;
    private final Certificates certificates;

    Sandbox() {
        try {
            base = Files.createTempDirectory("gangway");
            open(base);
            Path www = directory("www");
            Files.createDirectories(www.resolve("protected"));
            Files.writeString(www.resolve("protected/page.shtml"), "user=<!--#echo var=\"GANGWAY_USER\"-->\n");
            Files.createDirectories(directory("www-with-shop").resolve("shop"));
            String hash = hash();
            Files.writeString(base.resolve("htpasswd"), "alice:" + hash + "\nbob:" + hash + "\n");
            Files.writeString(base.resolve("htpasswd.plain"), "alice:secret\n");
            Files.writeString(base.resolve("htpasswd.sha"), "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n");
            Files.writeString(secretFile(), SECRET + "\n");
            certificates = new Certificates(directory("ssl"));
            copy(Path.of(System.getProperty("gangway.distribution")), base.resolve("gangway"));
            Files.copy(Path.of(System.getProperty("gangway.war")), war());
            AuthorizerWar.write(authorizerWar());
            Path script = Template.of("app.fcgi")
                    .write(
                            directory("app"),
                            Map.of("BASE", base.toString(), "JAVA_HOME", ServerRoot.javaHome()),
                            name -> 0);
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path distribution() {
        return base.resolve("gangway");
    }

    Path war() {
        return base.resolve("sample-webapp.war");
    }

    Path authorizerWar() {
        return base.resolve("authorizer.war");
    }

    /** What an AJP web server must know. */
    Path secretFile() {
        return base.resolve("secret");
    }

    Path file(String name) {
        return base.resolve(name);
    }

    Certificates certificates() {
        return certificates;
    }

    /** A directory below that every user may write to. */
    Path directory(String name) {
        try {
            Path directory = Files.createDirectories(base.resolve(name));
            open(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands for the placeholders of the configurations, but for ports and addresses. */
    Map<String, String> values() {
        boolean root = System.getProperty("user.name").equals("root");
        String user = root ? "www-data" : System.getProperty("user.name");
        Map<String, String> values = new HashMap<>();
        values.put("BASE", base.toString());
        values.put("SECRET", SECRET);
        values.put("USER", user);
        values.put("GROUP", user);
        values.put("HAPROXY_USER", root ? "user " + user : "# the user of the test");
        values.put("YAML_USER", root ? "user: " + user : "# the user of the test");
        values.put("MODULES", Server.APACHE_MODULES.toString());
        return values;
    }

    /** Keeps the logs in the given directory and deletes everything else. */
    void close(Path logs) {
        try {
            Files.createDirectories(logs);
            try (Stream<Path> files = Files.walk(base)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".log")).toList()) {
                    String name = base.relativize(file).toString().replace('/', '-');
                    Files.copy(file, logs.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            try (Stream<Path> files = Files.walk(base)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String hash() {
        ChildProcess openssl = new ChildProcess(
                List.of(Program.get("openssl").toString(), "passwd", "-apr1", "-salt", "gangway", "secret"),
                Map.of(),
                base.resolve("passwd.txt"));
        try (openssl) {
            openssl.awaitEnd();
            return openssl.output().strip();
        }
    }

    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
