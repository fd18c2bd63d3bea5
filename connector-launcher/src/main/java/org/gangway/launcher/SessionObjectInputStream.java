package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectStreamClass;
import org.eclipse.jetty.util.ClassLoadingObjectInputStream;

/**
 * Reads the attributes of a session: objects of the WAR, of the server, and of the container of the WAR's EE level,
 * which neither of the two sees (an EE 8 login is one).
 */
final class SessionObjectInputStream extends ClassLoadingObjectInputStream {
    SessionObjectInputStream(InputStream in) throws IOException {
        super(in);
    }

    @Override
    public Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        try {
            return super.resolveClass(description);
        } catch (ClassNotFoundException e) {
            ClassLoader war = Thread.currentThread().getContextClassLoader();
            if (war == null || war.getParent() == null) {
                throw e;
            }
            return Class.forName(description.getName(), false, war.getParent());
        }
    }
}
