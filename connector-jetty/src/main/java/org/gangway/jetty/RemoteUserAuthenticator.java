package org.gangway.jetty;

import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.security.AuthenticationState;
import org.eclipse.jetty.security.Authenticator;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.DefaultAuthenticatorFactory;
import org.eclipse.jetty.security.LoginService;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.ServerAuthException;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.security.authentication.LoginAuthenticator;
import org.eclipse.jetty.security.authentication.SslClientCertAuthenticator;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the {@linkplain RemoteUser user that the web server vouches for} the user of a Jakarta EE 10 or 11 web
 * application, whether or not it has a {@code login-config}.
 *
 * <p>A request without such a user goes to the authenticator that the web application would have had without this one:
 * BASIC challenges, FORM's {@code /j_security_check} works, CLIENT-CERT takes the certificate that the web server
 * verified, and without a {@code login-config} there is no user. So the
 * same web application behaves as ever on an HTTP connector beside the gateway's.
 *
 * <p>The web server's word is taken anew for every request; nothing of it is kept in the session, and it wins over a
 * login that the session remembers. {@code logout} makes the user unknown for the rest of the request.
 *
 * <p>{@link Factory} is found as a service. Code that sets an authenticator or a factory of its own on the security
 * handler can wrap it by {@link #RemoteUserAuthenticator(Authenticator)}. It is thread-safe once configured.
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
    public void setConfiguration(Configuration configuration) {
        rolesService = configuration.getLoginService();
        _identityService = configuration.getIdentityService();
        LoginService nobody = new RemoteUserLoginService(configuration.getRealmName(), _identityService);
        _loginService = rolesService == null ? nobody : rolesService;
        if (delegate == null) {
            return;
        }
        if (delegate instanceof LoginAuthenticator login && login.getLoginService() instanceof RemoteUserLoginService) {
            // It keeps its service over a restart; one may have come meanwhile.
            login.setLoginService(null);
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
            delegate.setConfiguration(new Configuration.Wrapper(configuration) {
                @Override
                public LoginService getLoginService() {
                    return nobody;
                }
            });
        }
        if (delegate instanceof LoginAuthenticator login && login.getLoginService() != null) {
            _loginService = login.getLoginService();
        }
    }

    @Override
    public String getAuthenticationType() {
        return delegate == null ? null : delegate.getAuthenticationType();
    }

    @Override
    public Constraint.Authorization getConstraintAuthentication(
            String pathInContext, Constraint.Authorization existing, Function<Boolean, Session> getSession) {
        return delegate == null
                ? super.getConstraintAuthentication(pathInContext, existing, getSession)
                : delegate.getConstraintAuthentication(pathInContext, existing, getSession);
    }

    @Override
    public AuthenticationState validateRequest(Request request, Response response, Callback callback)
            throws ServerAuthException {
        RemoteUser user = RemoteUser.of(request);
        if (user != null) {
            return new Vouched(user.authType(), user.identity(_identityService, rolesService), this);
        }
        return delegate == null ? null : delegate.validateRequest(request, response, callback);
    }

    @Override
    public Request prepareRequest(Request request, AuthenticationState state) {
        if (state instanceof Vouched) {
            return request;
        }
        if (!(delegate instanceof LoginAuthenticator)
                && state instanceof AuthenticationState.Deferred
                && RemoteUser.of(request) == null) {
            // Only a LoginAuthenticator's requests have a deferred state, and this one stands for another kind.
            AuthenticationState.setAuthenticationState(request, null);
            return delegate == null ? request : delegate.prepareRequest(request, null);
        }
        return delegate == null ? request : delegate.prepareRequest(request, state);
    }

    @Override
    public UserIdentity login(String username, Object password, Request request, Response response) {
        boolean taken = RemoteUser.of(request) != null
                && !(AuthenticationState.getAuthenticationState(request) instanceof LoggedOutAuthentication);
        return taken || !(delegate instanceof LoginAuthenticator login)
                ? null
                : login.login(username, password, request, response);
    }

    @Override
    public void logout(Request request, Response response) {
        if (delegate instanceof LoginAuthenticator login) {
            login.logout(request, response);
        }
        if (RemoteUser.of(request) != null) {
            // A deferred state that nobody has resolved yet would find the user again.
            AuthenticationState.setAuthenticationState(request, new LoggedOutAuthentication(this));
        }
    }

    /** The state of a request whose user the web server named. */
    private static final class Vouched extends UserAuthenticationSucceeded {
        private static final long serialVersionUID = 1L;

        private final transient RemoteUserAuthenticator authenticator;

        Vouched(String authenticationType, UserIdentity identity, RemoteUserAuthenticator authenticator) {
            super(authenticationType, identity);
            this.authenticator = authenticator;
        }

        /** Leaves the login service out: the user never logged in there, and JAAS's fails on a stranger. */
        @Override
        public void logout(Request request, Response response) {
            authenticator._identityService.onLogout(getUserIdentity());
            authenticator.logout(request, response);
        }
    }

    /**
     * Puts a {@link RemoteUserAuthenticator} before the authenticator that the other factories make of the
     * {@code login-config}. It answers for every security handler of the server that has no authenticator or factory
     * of its own.
     */
    public static final class Factory implements Authenticator.Factory {
        /** Called by the service loader. */
        public Factory() {}

        @Override
        public Authenticator getAuthenticator(Server server, Context context, Configuration configuration) {
            if (configuration instanceof Configuration.Wrapper) {
                // A part of a MultiAuthenticator, which is wrapped as a whole.
                return null;
            }
            Authenticator delegate = delegate(server, context, configuration);
            if (delegate != null && configuration instanceof ContainerLifeCycle container) {
                container.addBean(delegate);
            }
            return new RemoteUserAuthenticator(delegate);
        }

        private static Authenticator delegate(Server server, Context context, Configuration configuration) {
            boolean certificate = isCertificate(configuration.getAuthenticationType());
            try {
                Authenticator found = find(server, context, configuration);
                return certificate && (found == null || found instanceof SslClientCertAuthenticator)
                        ? new VerifiedCertificateAuthenticator(found)
                        : found;
            } catch (IllegalStateException e) {
                if (certificate) {
                    // Jetty has no TLS of its own; the web server has.
                    return new VerifiedCertificateAuthenticator(null);
                }
                LOG.warn(
                        "Login by {} can't be set up ({}): only users whom the web server names can log in",
                        configuration.getAuthenticationType(),
                        e.getMessage());
                return null;
            }
        }

        private static Authenticator find(Server server, Context context, Configuration configuration) {
            List<Authenticator.Factory> factories = configuration instanceof SecurityHandler handler
                    ? handler.getKnownAuthenticatorFactories()
                    : List.of(new DefaultAuthenticatorFactory());
            for (Authenticator.Factory factory : factories) {
                // By name: a second copy in another class loader would call this one in turn.
                if (!factory.getClass().getName().equals(Factory.class.getName())) {
                    Authenticator authenticator = factory.getAuthenticator(server, context, configuration);
                    if (authenticator != null) {
                        return authenticator;
                    }
                }
            }
            return null;
        }

        private static boolean isCertificate(String type) {
            return Authenticator.CERT_AUTH.equalsIgnoreCase(type) || Authenticator.CERT_AUTH2.equalsIgnoreCase(type);
        }
    }
}
