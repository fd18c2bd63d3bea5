package org.gangway.launcher;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import picocli.CommandLine.Option;

/** The option that lets sessions outlive the process. */
final class SessionOptions implements Setting {
    private static final String USER = "GANGWAY_SESSION_STORE_USER";
    private static final String PASSWORD = "GANGWAY_SESSION_STORE_PASSWORD";

    @Option(
            names = "--session-store",
            paramLabel = "WHERE",
            description = "Keep sessions here, so that they survive a restart: a directory, or a database"
                    + " (jdbc:postgresql://HOST/DATABASE; user and password in the environment variables " + USER
                    + " and " + PASSWORD + ").")
    String sessionStore;

    @Override
    public void applyTo(Server server) throws UserError {
        SessionStore store = store(System.getenv(), Installation.home());
        if (store != null) {
            store.addTo(server);
        }
    }

    @Override
    public void applyTo(WebApplication application) {
        SessionStore.name(application.context(), application.application().source());
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
