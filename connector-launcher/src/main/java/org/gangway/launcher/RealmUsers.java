package org.gangway.launcher;

import java.io.IOException;
import org.eclipse.jetty.security.PropertyUserStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users of a realm, read anew when their file changes; a file that can't be read leaves them as they are. */
final class RealmUsers extends PropertyUserStore {
    private static final Logger LOG = LoggerFactory.getLogger(RealmUsers.class);

    private final String realm;

    /**
     * @param realm the name of the realm, for the log
     */
    RealmUsers(String realm) {
        this.realm = realm;
    }

    @Override
    protected void loadUsers() throws IOException {
        if (!isRunning() || isStarting()) {
            super.loadUsers();
            return;
        }
        try {
            super.loadUsers();
            LOG.info("Read the users of the realm {} from {}", realm, getConfig());
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "The users of the realm {} stay as they were: cannot read {} ({})",
                    realm,
                    getConfig(),
                    UserError.oneLine(e.getMessage()));
        }
    }
}
