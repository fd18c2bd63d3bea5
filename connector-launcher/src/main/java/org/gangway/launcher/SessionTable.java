package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.jetty.session.DatabaseAdaptor;
import org.eclipse.jetty.session.JDBCSessionDataStore;

/**
 * The sessions of one WAR in Jetty's table. While the database doesn't answer, requests wait for it only now and then.
 */
final class SessionTable extends JDBCSessionDataStore {
    private final Database database;

    /**
     * @param connections gives connections to the database
     */
    SessionTable(DataSource connections) {
        database = new Database(connections);
        setDatabaseAdaptor(database);
    }

    @Override
    public Set<String> doCheckExpired(Set<String> candidates, long time) {
        return database.isUp() ? super.doCheckExpired(candidates, time) : Set.of();
    }

    @Override
    public Set<String> doGetExpired(long before) {
        return database.isUp() ? super.doGetExpired(before) : Set.of();
    }

    @Override
    public void doCleanOrphans(long before) {
        if (database.isUp()) {
            super.doCleanOrphans(before);
        }
    }

    @Override
    protected ObjectInputStream newObjectInputStream(InputStream in) throws IOException {
        return new SessionObjectInputStream(in);
    }

    /** Gives up at once for some seconds after a connection could not be had. */
    private static final class Database extends DatabaseAdaptor {
        private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

        private volatile long failed = System.nanoTime() - PAUSE_NANOS;

        Database(DataSource connections) {
            setDatasource(connections);
        }

        @Override
        protected Connection getConnection() throws SQLException {
            if (System.nanoTime() - failed < PAUSE_NANOS) {
                throw new SQLTransientConnectionException("the database did not answer a moment ago");
            }
            try {
                return super.getConnection();
            } catch (SQLException e) {
                failed = System.nanoTime();
                throw e;
            }
        }

        boolean isUp() {
            try (Connection connection = getConnection()) {
                return connection != null;
            } catch (SQLException e) {
                return false;
            }
        }
    }
}
