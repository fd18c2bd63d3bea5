package org.gangway.jetty.ee8;

import java.io.IOException;
import java.util.List;
import javax.servlet.ServletContext;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee8.nested.Authentication;
import org.eclipse.jetty.ee8.nested.Request;
import org.eclipse.jetty.ee8.security.Authenticator;
import org.eclipse.jetty.ee8.security.DefaultAuthenticatorFactory;
import org.eclipse.jetty.ee8.security.LoggedOutAuthentication;
import org.eclipse.jetty.ee8.security.SecurityHandler;
import org.eclipse.jetty.ee8.security.ServerAuthException;
import org.eclipse.jetty.ee8.security.UserAuthentication;
import org.eclipse.jetty.ee8.security.authentication.DeferredAuthentication;
import org.eclipse.jetty.ee8.security.authentication.LoginAuthenticator;
import org.eclipse.jetty.ee8.security.authentication.SslClientCertAuthenticator;
import org.eclipse.jetty.security.IdentityService;
import org.eclipse.jetty.security.LoginService;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.gangway.jetty.RemoteUser;
import org.gangway.jetty.RemoteUserLoginService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the {@linkplain RemoteUser user that the web server vouches for} the user of a Java EE 8 web application: the
 * twin of {@link org.gangway.jetty.RemoteUserAuthenticator} in Jetty's {@code javax.servlet} world, with the same
 * behaviour.
 *
 * <p>Its jar belongs on the class path of the EE 8 environment. {@link Factory} is found as a service. It is
 * thread-safe once configured.
 */
public final class RemoteUserAuthenticator extends LoginAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteUserAuthenticator.class);

    private final Authenticator delegate;
    private LoginService rolesService;

    /**
     * Wraps an authenticator.
     *
     * @param delegate what authenticates requests without a user of the web server; null if nothing does
     */
    public RemoteUserAuthenticator(Authenticator delegate) {
        this.delegate = delegate;
    }

    /**
     * The authenticator of requests without a user of the web server.
     *
     * @return the authenticator, or null if there is none
     */
    public Authenticator getDelegate() {
        return delegate;
    }

    @Override
    public void setConfiguration(AuthConfiguration configuration) {
        rolesService = configuration.getLoginService();
        _identityService = configuration.getIdentityService();
        LoginService nobody = new RemoteUserLoginService(configuration.getRealmName(), _identityService);
        _loginService = rolesService == null ? nobody : rolesService;
        if (delegate == null) {
            return;
        }
        try {
            delegate.setConfiguration(configuration);
        } catch (IllegalStateException e) {
            if (rolesService != null) {
                throw e;
            }
            LOG.warn(
                    "No LoginService for the realm {}: only users whom the web server names can log in; "
                            + "give it a realm of that name (gangway run: --realm; Jetty: a LoginService) to let others"
                            + " in",
                    configuration.getRealmName());
            delegate.setConfiguration(new WithLoginService(configuration, nobody));
        }
        if (delegate instanceof LoginAuthenticator login && login.getLoginService() != null) {
            _loginService = login.getLoginService();
        }
    }

    @Override
    public String getAuthMethod() {
        return delegate == null ? null : delegate.getAuthMethod();
    }

    @Override
    public void prepareRequest(ServletRequest request) {
        if (delegate != null && user(request) == null) {
            delegate.prepareRequest(request);
        }
    }

    @Override
    public Authentication validateRequest(ServletRequest request, ServletResponse response, boolean mandatory)
            throws ServerAuthException {
        RemoteUser user = user(request);
        if (user != null) {
            return mandatory
                    ? new Vouched(user.authType(), user.identity(_identityService, rolesService), this)
                    : new DeferredAuthentication(this);
        }
        if (delegate != null) {
            return delegate.validateRequest(request, response, mandatory);
        }
        if (!mandatory) {
            return Authentication.UNAUTHENTICATED;
        }
        try {
            // What a security handler without any authenticator does.
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_FORBIDDEN);
            return Authentication.SEND_FAILURE;
        } catch (IOException e) {
            throw new ServerAuthException(e);
        }
    }

    @Override
    public boolean secureResponse(
            ServletRequest request, ServletResponse response, boolean mandatory, Authentication.User validatedUser)
            throws ServerAuthException {
        return delegate == null
                || validatedUser instanceof Vouched
                || delegate.secureResponse(request, response, mandatory, validatedUser);
    }

    @Override
    public UserIdentity login(String username, Object password, ServletRequest request) {
        boolean taken = user(request) != null
                && !(Request.getBaseRequest(request).getAuthentication() instanceof LoggedOutAuthentication);
        return taken || !(delegate instanceof LoginAuthenticator login)
                ? null
                : login.login(username, password, request);
    }

    @Override
    public void logout(ServletRequest request) {
        if (delegate instanceof LoginAuthenticator login) {
            login.logout(request);
        }
    }

    private static RemoteUser user(ServletRequest request) {
        return RemoteUser.of(Request.getBaseRequest(request).getCoreRequest());
    }

    /** The state of a request whose user the web server named. */
    private static final class Vouched extends UserAuthentication {
        private static final long serialVersionUID = 1L;

        private final transient RemoteUserAuthenticator authenticator;

        Vouched(String authMethod, UserIdentity identity, RemoteUserAuthenticator authenticator) {
            super(authMethod, identity);
            this.authenticator = authenticator;
        }

        /** Leaves the login service out: the user never logged in there, and JAAS's fails on a stranger. */
        @Override
        public Authentication logout(ServletRequest request) {
            authenticator._identityService.onLogout(getUserIdentity());
            authenticator.logout(request);
            return new LoggedOutAuthentication(authenticator);
        }
    }

    /**
     * Puts a {@link RemoteUserAuthenticator} before the authenticator that the other factories make of the
     * {@code login-config}. It answers for every EE 8 security handler of the server that has no authenticator or
     * factory of its own.
     */
    public static final class Factory implements Authenticator.Factory {
        /** Called by the service loader. */
        public Factory() {}

        @Override
        public Authenticator getAuthenticator(
                Server server,
                ServletContext context,
                AuthConfiguration configuration,
                IdentityService identityService,
                LoginService loginService) {
            Authenticator delegate = delegate(server, context, configuration, identityService, loginService);
            if (delegate != null && configuration instanceof ContainerLifeCycle container) {
                container.addBean(delegate);
            }
            return new RemoteUserAuthenticator(delegate);
        }

        private static Authenticator delegate(
                Server server,
                ServletContext context,
                AuthConfiguration configuration,
                IdentityService identityService,
                LoginService loginService) {
            Authenticator found = find(server, context, configuration, identityService, loginService);
            String method = configuration.getAuthMethod();
            boolean certificate = Authenticator.CERT_AUTH.equalsIgnoreCase(method)
                    || Authenticator.CERT_AUTH2.equalsIgnoreCase(method);
            if (certificate && (found == null || found instanceof SslClientCertAuthenticator)) {
                return new VerifiedCertificateAuthenticator(found);
            }
            if (found == null && method != null) {
                LOG.warn("Login by {} can't be set up: only users whom the web server names can log in", method);
            }
            return found;
        }

        private static Authenticator find(
                Server server,
                ServletContext context,
                AuthConfiguration configuration,
                IdentityService identityService,
                LoginService loginService) {
            List<Authenticator.Factory> factories = configuration instanceof SecurityHandler handler
                    ? handler.getKnownAuthenticatorFactories()
                    : List.of(new DefaultAuthenticatorFactory());
            for (Authenticator.Factory factory : factories) {
                // By name: a second copy in another class loader would call this one in turn.
                if (!factory.getClass().getName().equals(Factory.class.getName())) {
                    Authenticator authenticator =
                            factory.getAuthenticator(server, context, configuration, identityService, loginService);
                    if (authenticator != null) {
                        return authenticator;
                    }
                }
            }
            return null;
        }
    }
}
