package org.gangway.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The web servers: how each is found and started in the foreground. */
enum Server {
    NGINX("nginx", List.of("gangway_params", "nginx.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return nginx(program, directory, "nginx.conf");
        }
    },
    APACHE("apache2", List.of("apache-common.conf", "apache-tls.conf", "apache.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return apache(program, directory, "apache.conf");
        }

        @Override
        Optional<String> missing() {
            return super.missing().or(() -> module("mod_proxy_fcgi.so"));
        }
    },
    FCGID("apache2", List.of("apache-common.conf", "apache-tls.conf", "fcgid.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return apache(program, directory, "fcgid.conf");
        }

        @Override
        Optional<String> missing() {
            return super.missing().or(() -> module("mod_fcgid.so"));
        }
    },
    LIGHTTPD("lighttpd", List.of("lighttpd.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return List.of(
                    program.toString(),
                    "-D",
                    "-f",
                    directory.resolve("lighttpd.conf").toString());
        }

        @Override
        Optional<String> missing() {
            return super.missing()
                    .or(() -> Files.exists(Path.of("/usr/lib/lighttpd/mod_openssl.so"))
                            ? Optional.empty()
                            : Optional.of("lighttpd's mod_openssl is not installed"));
        }
    },
    HAPROXY("haproxy", List.of("haproxy.cfg")) {
        @Override
        List<String> command(Path program, Path directory) {
            return List.of(
                    program.toString(),
                    "-db",
                    "-f",
                    directory.resolve("haproxy.cfg").toString());
        }
    },
    /** nginx before a WAR with a login of its own. */
    LOGIN_NGINX("nginx", List.of("gangway_params", "login-nginx.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return nginx(program, directory, "login-nginx.conf");
        }
    },
    /** Apache before a WAR with a login of its own. */
    LOGIN_APACHE("apache2", List.of("apache-common.conf", "apache-tls.conf", "login-apache.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return apache(program, directory, "login-apache.conf");
        }

        @Override
        Optional<String> missing() {
            return super.missing().or(() -> module("mod_proxy_fcgi.so"));
        }
    },
    /** With the files of an application. */
    NGINX_FILES("nginx", List.of("nginx-files.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return nginx(program, directory, "nginx-files.conf");
        }
    },
    /** With the files of an application. */
    LIGHTTPD_FILES("lighttpd", List.of("lighttpd-files.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return List.of(
                    program.toString(),
                    "-D",
                    "-f",
                    directory.resolve("lighttpd-files.conf").toString());
        }
    },
    /** With the files of an application. */
    APACHE_FILES("apache2", List.of("apache-common.conf", "apache-files.conf")) {
        @Override
        List<String> command(Path program, Path directory) {
            return apache(program, directory, "apache-files.conf");
        }

        @Override
        Optional<String> missing() {
            return super.missing().or(() -> module("mod_proxy_fcgi.so"));
        }
    };

    /** Where Debian keeps Apache's modules. */
    static final Path APACHE_MODULES = Path.of("/usr/lib/apache2/modules");

    private final String program;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable list, which the type doesn't say
    private final List<String> templates;

    Server(String program, List<String> templates) {
        this.program = program;
        this.templates = templates;
    }

    /** What it takes to run the server that this machine doesn't have. */
    Optional<String> missing() {
        return Program.find(program).isPresent() ? Optional.empty() : Optional.of(program + " is not installed");
    }

    List<String> templates() {
        return templates;
    }

    List<String> command(Path directory) {
        return command(Program.get(program), directory);
    }

    abstract List<String> command(Path program, Path directory);

    private static List<String> nginx(Path program, Path directory, String configuration) {
        return List.of(
                program.toString(),
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("error.log").toString(),
                "-c",
                directory.resolve(configuration).toString());
    }

    private static List<String> apache(Path program, Path directory, String configuration) {
        return List.of(
                program.toString(),
                "-d",
                directory.toString(),
                "-f",
                directory.resolve(configuration).toString(),
                "-DFOREGROUND");
    }

    private static Optional<String> module(String file) {
        return Files.exists(APACHE_MODULES.resolve(file))
                ? Optional.empty()
                : Optional.of("Apache's " + file + " is not installed");
    }
}
