package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.LoginService;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * The users of a realm, kept in a file of Jetty's format: {@code user: password,role,role}, where the password may be a
 * digest ({@code CRYPT:}, {@code MD5:}) or obfuscated ({@code OBF:}).
 *
 * @param name the realm-name of a login-config
 * @param file the file, absolute
 */
record Realm(String name, Path file) implements Setting {
    private static final int RELOAD_SECONDS = 2;

    /**
     * Reads the value of {@code --realm}.
     *
     * @param text a name, an equals sign and a path
     * @return the realm
     * @throws UserError if the text is malformed or the file can't be used
     */
    static Realm parse(String text) throws UserError {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw UserError.usage(
                    "--realm " + text + " is no realm; write it like \"shop=/srv/shop/users.properties\"");
        }
        Realm realm = new Realm(
                text.substring(0, equals),
                Path.of(text.substring(equals + 1)).toAbsolutePath().normalize());
        realm.check();
        return realm;
    }

    @Override
    public void applyTo(Server server) {
        server.addBean(loginService());
    }

    private LoginService loginService() {
        RealmUsers users = new RealmUsers(name);
        users.setConfig(ResourceFactory.root().newResource(file));
        users.setReloadInterval(RELOAD_SECONDS);
        HashLoginService service = new HashLoginService(name);
        service.setUserStore(users);
        return service;
    }

    private void check() throws UserError {
        if (!Files.exists(file)) {
            throw UserError.failed("there is no file " + file + " for the realm " + name + "; check --realm");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw UserError.failed("cannot read " + file + " for the realm " + name
                    + "; name a file that this user has the right to read");
        }
        try (InputStream in = Files.newInputStream(file)) {
            new Properties().load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw UserError.failed(
                    "cannot read the users of the realm " + name + " in " + file + " (" + e.getMessage()
                            + "); write lines like user: password,role",
                    e);
        }
    }
}
