package org.gangway.launcher;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that let sessions outlive the process, and lead to it. */
final class SessionOptions {
    private static final String USER = "GANGWAY_SESSION_STORE_USER";
    private static final String PASSWORD = "GANGWAY_SESSION_STORE_PASSWORD";
    private static final Pattern ROUTE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    @Option(
            names = "--session-store",
            paramLabel = "WHERE",
            description = "Keep sessions here, so that they survive a restart: a directory, or a database"
                    + " (jdbc:postgresql://HOST/DATABASE; user and password in the environment variables " + USER
                    + " and " + PASSWORD + "; default: in memory).")
    String sessionStore;

    @Option(
            names = "--route",
            paramLabel = "NAME",
            description = "The name of this process for a load balancer: session ids end with .NAME, as"
                    + " mod_jk and mod_proxy_balancer (route=NAME) need it for sticky sessions (default: none).")
    String route;

    /**
     * What the options say. Nothing is opened or created yet.
     *
     * @param environment the environment variables
     * @param home the directory of the installation
     * @param shared whether other processes serve the same sessions at the same time
     * @return where sessions are kept, and how they lead here
     * @throws UserError if an option is wrong
     */
    Sessions sessions(Map<String, String> environment, Path home, boolean shared) throws UserError {
        if (route != null && !ROUTE.matcher(route).matches()) {
            throw UserError.usage(
                    "--route " + route + " is no name; write it with letters, digits, - and _, like node1");
        }
        SessionStore store = store(environment, home);
        if (store != null && shared) {
            store.share();
        }
        return new Sessions(route, store);
    }

    /**
     * What the option names. Nothing is opened or created yet.
     *
     * @param environment the environment variables
     * @param home the directory of the installation
     * @return the store, or null if sessions are kept in memory
     * @throws UserError if the option is wrong
     */
    SessionStore store(Map<String, String> environment, Path home) throws UserError {
        if (sessionStore == null) {
            return null;
        }
        if (sessionStore.isBlank()) {
            throw UserError.usage("--session-store is empty; give a directory or a JDBC URL");
        }
        if (!sessionStore.startsWith("jdbc:")) {
            return new SessionDirectory(Path.of(sessionStore).toAbsolutePath().normalize());
        }
        if (sessionStore.toLowerCase(Locale.ROOT).contains("password=")) {
            throw UserError.usage("--session-store: every user of this machine can read a command line; give the"
                    + " password in the environment variable " + PASSWORD);
        }
        return new SessionDatabase(sessionStore, environment.get(USER), environment.get(PASSWORD), home);
    }
}
