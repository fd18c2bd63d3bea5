package org.gangway.jetty;

import org.eclipse.jetty.security.EmptyLoginService;
import org.eclipse.jetty.security.IdentityService;

/**
 * The login service of a web application that wants a login while the server has no login service for its realm, as is
 * usual where the web server does all authentication: it knows nobody, so every login with a password fails.
 *
 * <p>It is immutable.
 */
public final class RemoteUserLoginService extends EmptyLoginService {
    private final String realmName;
    private final IdentityService identityService;

    /**
     * Makes a service that knows nobody.
     *
     * @param realmName the realm of the web application, or null
     * @param identityService the identity service of the web application
     */
    public RemoteUserLoginService(String realmName, IdentityService identityService) {
        this.realmName = realmName;
        this.identityService = identityService;
    }

    @Override
    public String getName() {
        return realmName;
    }

    @Override
    public IdentityService getIdentityService() {
        return identityService;
    }
}
