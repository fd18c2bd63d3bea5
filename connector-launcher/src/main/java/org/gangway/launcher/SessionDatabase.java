package org.gangway.launcher;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.AbstractSessionDataStore;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Sessions in a table {@code JettySessions} of a database, which is made when it isn't there. The JDBC driver is the
 * administrator's, in {@code lib/ext} of the installation.
 */
final class SessionDatabase extends SessionStore {
    private static final int MOST_CONNECTIONS = 8;
    private static final long CONNECT_MILLIS = TimeUnit.SECONDS.toMillis(3);

    private final String url;
    private final String user;
    private final String password;
    private final Path home;
    private HikariDataSource connections;

    /**
     * @param url the JDBC URL, without a password
     * @param user the name to log in with, or null
     * @param password the password, or null
     * @param home the directory of the installation
     */
    SessionDatabase(String url, String user, String password, Path home) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.home = home;
    }

    @Override
    void open(Server server) throws UserError {
        HikariConfig configuration = new HikariConfig();
        configuration.setPoolName("gangway-sessions");
        configuration.setDriverClassName(driver().getClass().getName());
        configuration.setJdbcUrl(url);
        configuration.setUsername(user);
        configuration.setPassword(password);
        configuration.setMaximumPoolSize(MOST_CONNECTIONS);
        configuration.setMinimumIdle(1);
        configuration.setConnectionTimeout(CONNECT_MILLIS);
        if (url.startsWith("jdbc:postgresql:")) {
            // Seconds, where the URL doesn't say otherwise; the driver's own default is to wait for ever.
            configuration.addDataSourceProperty("loginTimeout", "5");
            configuration.addDataSourceProperty("socketTimeout", "15");
        }
        try {
            connections = new HikariDataSource(configuration);
            connections.getConnection().close();
        } catch (RuntimeException | SQLException e) {
            Throwable root = e;
            while (!(root instanceof SQLException) && root.getCause() != null) {
                root = root.getCause();
            }
            throw UserError.failed(
                    "cannot reach the database of --session-store " + this + " (" + root.getMessage()
                            + "); start it, or correct the URL, GANGWAY_SESSION_STORE_USER or"
                            + " GANGWAY_SESSION_STORE_PASSWORD",
                    e);
        }
        server.addBean(new AbstractLifeCycle() {
            @Override
            protected void doStop() {
                connections.close();
            }
        });
    }

    @Override
    AbstractSessionDataStore create(String key) {
        return new SessionTable(connections);
    }

    private Driver driver() throws UserError {
        Iterator<Driver> drivers = ServiceLoader.load(Driver.class, SessionDatabase.class.getClassLoader())
                .iterator();
        try {
            while (drivers.hasNext()) {
                Driver driver = drivers.next();
                if (driver.acceptsURL(url)) {
                    return driver;
                }
            }
        } catch (SQLException | ServiceConfigurationError e) {
            throw UserError.failed(
                    "the JDBC driver for " + this + " doesn't work (" + e.getMessage() + "); check its jar", e);
        }
        throw UserError.failed("there is no JDBC driver for --session-store " + this + "; put its jar into "
                + home.resolve("lib/ext"));
    }

    /** The URL without its options. */
    @Override
    public String toString() {
        return url.replaceAll("[?;].*", "");
    }
}
