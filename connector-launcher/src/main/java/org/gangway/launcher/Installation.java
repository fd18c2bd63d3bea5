package org.gangway.launcher;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;

/** Where Gangway's own files are. */
final class Installation {
    private Installation() {}

    /**
     * The directory that has {@code lib} in it: the system property {@code gangway.home}, else where this class comes
     * from.
     *
     * @return the directory, absolute
     */
    static Path home() {
        String configured = System.getProperty("gangway.home");
        if (configured != null) {
            return Path.of(configured).toAbsolutePath();
        }
        Path jar = Path.of(place(Installation.class)).toAbsolutePath();
        return jar.getParent().getParent();
    }

    /**
     * What a WAR must not see of the server beside Jetty, so that it can bring its own: Gangway, the log back end and
     * the command line.
     *
     * @return package names that end with a dot, and places as URIs
     */
    static List<String> hiddenClasses() {
        Stream<String> places = Stream.of(
                        org.slf4j.LoggerFactory.class,
                        ch.qos.logback.classic.LoggerContext.class,
                        ch.qos.logback.core.Context.class,
                        com.zaxxer.hikari.HikariConfig.class,
                        picocli.CommandLine.class)
                .map(type -> place(type).toString());
        return Stream.concat(Stream.of("org.gangway."), places).toList();
    }

    private static URI place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            return source.getLocation().toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
