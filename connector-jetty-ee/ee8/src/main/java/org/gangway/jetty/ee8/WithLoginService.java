package org.gangway.jetty.ee8;

import org.eclipse.jetty.ee8.security.Authenticator.AuthConfiguration;
import org.eclipse.jetty.ee8.security.WrappedAuthConfiguration;
import org.eclipse.jetty.security.LoginService;

/** The configuration of a web application, with a login service where it has none. */
final class WithLoginService extends WrappedAuthConfiguration {
    private final LoginService loginService;

    WithLoginService(AuthConfiguration configuration, LoginService loginService) {
        super(configuration);
        this.loginService = loginService;
    }

    @Override
    public LoginService getLoginService() {
        return loginService;
    }
}
