package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.util.List;
import java.util.ServiceLoader;
import javax.security.auth.Subject;
import org.eclipse.jetty.security.AbstractLoginService;
import org.eclipse.jetty.security.Authenticator;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.DefaultIdentityService;
import org.eclipse.jetty.security.EmptyLoginService;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.IdentityService;
import org.eclipse.jetty.security.MultiAuthenticator;
import org.eclipse.jetty.security.RolePrincipal;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.security.UserPrincipal;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.security.Credential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteUserTest {
    private final IdentityService identityService = new DefaultIdentityService();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1v",
                "MD5:5ebe2294ecd0e0f08eab7690d2a6ee69",
                "CRYPT:SaUZVsSSjq8Ho",
                "MD:SHA-1:e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"
            })
    void userStoreKnowsRolesWhateverThePassword(String credential) {
        UserStore users = new UserStore();
        users.addUser("alice", Credential.getCredential(credential), new String[] {"admin"});
        HashLoginService loginService = new HashLoginService("realm");
        loginService.setUserStore(users);
        UserIdentity alice = RemoteUserIdentity.create("alice", List.of("guest"), identityService, loginService);
        assertThat(alice.isUserInRole("admin")).isTrue();
        assertThat(alice.isUserInRole("guest")).isTrue();
        assertThat(alice.isUserInRole("editor")).isFalse();
        assertThat(alice.getUserPrincipal().getName()).isEqualTo("alice");
        assertThat(alice.getSubject().getPrivateCredentials()).isEmpty();
        assertThat(RemoteUserIdentity.create("carol", List.of(), identityService, loginService)
                        .isUserInRole("admin"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "MD5:5ebe2294ecd0e0f08eab7690d2a6ee69"})
    void otherStoresAreAskedWithoutPassword(String credential) {
        AbstractLoginService database = new AbstractLoginService() {
            @Override
            protected List<RolePrincipal> loadRoleInfo(UserPrincipal user) {
                return List.of(new RolePrincipal("admin"));
            }

            @Override
            protected UserPrincipal loadUserInfo(String name) {
                return name.equals("alice") ? new UserPrincipal(name, Credential.getCredential(credential)) : null;
            }
        };
        UserIdentity alice = RemoteUserIdentity.create("alice", List.of("guest"), identityService, database);
        assertThat(alice.isUserInRole("admin")).isTrue();
        assertThat(alice.isUserInRole("guest")).isTrue();
        assertThat(alice.isUserInRole("editor")).isFalse();
        assertThat(alice.getSubject().getPrivateCredentials()).isEmpty();
        UserIdentity carol = RemoteUserIdentity.create("carol", List.of("guest"), identityService, database);
        assertThat(carol.isUserInRole("admin")).isFalse();
        assertThat(carol.isUserInRole("guest")).isTrue();
    }

    @Test
    void loginServiceMayKnowUsersThatLoggedInElsewhere() {
        EmptyLoginService directory = new EmptyLoginService() {
            @Override
            public UserIdentity getUserIdentity(Subject subject, Principal user, boolean create) {
                return user.getName().equals("alice") ? UserIdentity.from(subject, user, "admin") : null;
            }
        };
        assertThat(RemoteUserIdentity.create("alice", List.of(), identityService, directory)
                        .isUserInRole("admin"))
                .isTrue();
        UserIdentity carol = RemoteUserIdentity.create("carol", List.of(), identityService, directory);
        assertThat(carol.isUserInRole("admin")).isFalse();
        assertThat(carol.getUserPrincipal().getName()).isEqualTo("carol");
    }

    @Test
    void factoryIsFoundAsAService() {
        assertThat(ServiceLoader.load(Authenticator.Factory.class))
                .hasAtLeastOneElementOfType(RemoteUserAuthenticator.Factory.class);
    }

    @Test
    void multipleAuthenticatorsAreWrappedAsAWhole() throws Exception {
        SecurityHandler.PathMapped handler = handler("MULTI");
        handler.setParameter("org.eclipse.jetty.security.multi.authenticators", "BASIC:/a/*,FORM:/b/*");
        handler.setLoginService(loginService());
        started(handler, () -> {
            RemoteUserAuthenticator authenticator = (RemoteUserAuthenticator) handler.getAuthenticator();
            assertThat(authenticator.getDelegate()).isInstanceOf(MultiAuthenticator.class);
            assertThat(authenticator.getAuthenticationType()).isEqualTo("MULTI");
            Authenticator.Configuration part = new Authenticator.Configuration.Wrapper(handler);
            assertThat(new RemoteUserAuthenticator.Factory().getAuthenticator(handler.getServer(), null, part))
                    .isNull();
        });
    }

    @Test
    void authenticatorOfTheSecurityHandlersOwnIsLeftAlone() throws Exception {
        SecurityHandler.PathMapped handler = handler("BASIC");
        BasicAuthenticator own = new BasicAuthenticator();
        handler.setAuthenticator(own);
        handler.setLoginService(loginService());
        started(handler, () -> assertThat(handler.getAuthenticator()).isSameAs(own));
    }

    @Test
    void clientCertLoginStartsWhereOnlyTheWebServerSpeaksTls() throws Exception {
        SecurityHandler.PathMapped handler = handler("CLIENT-CERT");
        handler.setLoginService(loginService());
        started(handler, () -> {
            RemoteUserAuthenticator authenticator = (RemoteUserAuthenticator) handler.getAuthenticator();
            assertThat(authenticator.getAuthenticationType()).isEqualTo("CLIENT_CERT");
            assertThat(authenticator.getLoginService()).isSameAs(handler.getLoginService());
        });
    }

    @Test
    void restartFindsALoginServiceThatWasMissing() throws Exception {
        SecurityHandler.PathMapped handler = handler("BASIC");
        started(handler, () -> assertThat(handler.getAuthenticationType()).isEqualTo("BASIC"));
        Server server = new Server();
        HashLoginService late = loginService();
        late.setIdentityService(handler.getIdentityService());
        server.addBean(late);
        server.setHandler(handler);
        server.start();
        try {
            RemoteUserAuthenticator authenticator = (RemoteUserAuthenticator) handler.getAuthenticator();
            assertThat(authenticator.getLoginService()).isSameAs(late);
        } finally {
            server.stop();
        }
    }

    private static HashLoginService loginService() {
        HashLoginService loginService = new HashLoginService("realm");
        loginService.setUserStore(new UserStore());
        return loginService;
    }

    private static SecurityHandler.PathMapped handler(String authenticationType) {
        SecurityHandler.PathMapped handler = new SecurityHandler.PathMapped();
        handler.put("/*", Constraint.ANY_USER);
        handler.setAuthenticationType(authenticationType);
        handler.setRealmName("realm");
        return handler;
    }

    private static void started(SecurityHandler handler, Runnable check) throws Exception {
        Server server = new Server();
        server.setHandler(new ContextHandler(handler, "/"));
        server.start();
        try {
            check.run();
        } finally {
            server.stop();
        }
    }
}
