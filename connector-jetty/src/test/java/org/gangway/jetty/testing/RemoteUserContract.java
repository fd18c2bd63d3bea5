package org.gangway.jetty.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.util.security.Credential;
import org.gangway.request.RemoteUserPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code remoteUser} means to an unchanged WAR, the same at every EE level. */
public abstract class RemoteUserContract {
    /** The {@code login-config} of the WAR. */
    protected enum Login {
        NONE(""),
        BASIC("<login-config><auth-method>BASIC</auth-method><realm-name>realm</realm-name></login-config>"),
        FORM("<login-config><auth-method>FORM</auth-method><realm-name>realm</realm-name><form-login-config>"
                + "<form-login-page>/login</form-login-page><form-error-page>/failed</form-error-page>"
                + "</form-login-config></login-config>"),
        CERTIFICATE(
                "<login-config><auth-method>CLIENT-CERT</auth-method><realm-name>realm</realm-name></login-config>");

        private final String xml;

        Login(String xml) {
            this.xml = xml;
        }
    }

    private static final String ALICE = "alice";
    private static final String NOBODY = "user=null principal=null auth=null admin=false editor=false";

    @TempDir
    protected Path directory;

    private final GatewayCustomizer webServer = new GatewayCustomizer();
    private Server server;
    private LocalConnector connector;

    /**
     * Makes the WAR's handler.
     *
     * @param war the directory of the exploded WAR
     * @return the handler, not started
     */
    protected abstract Handler webApplication(Path war) throws Exception;

    /** The name of the servlet class in the WAR. */
    protected abstract String servletClass();

    private void start(Login login, boolean withLoginService) throws Exception {
        Path war = Files.createDirectories(directory.resolve("war"));
        Files.createDirectories(war.resolve("WEB-INF"));
        Files.writeString(war.resolve("WEB-INF/web.xml"), """
                <web-app metadata-complete="true">
                  <servlet><servlet-name>user</servlet-name><servlet-class>%s</servlet-class>
                    <async-supported>true</async-supported></servlet>
                  <servlet-mapping><servlet-name>user</servlet-name><url-pattern>/plain/*</url-pattern>
                    <url-pattern>/any/*</url-pattern><url-pattern>/role/*</url-pattern>
                    <url-pattern>/login</url-pattern></servlet-mapping>
                  %s %s %s
                  <security-role><role-name>admin</role-name></security-role>
                  <security-role><role-name>editor</role-name></security-role>
                </web-app>
                """.formatted(
                        servletClass(), constraint("any", "**"), constraint("role", "admin"), login.xml));
        server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(webServer);
        connector = new LocalConnector(server, new HttpConnectionFactory(configuration));
        server.addConnector(connector);
        server.addBean(new DefaultSessionIdManager(server));
        if (withLoginService) {
            UserStore users = new UserStore();
            users.addUser(ALICE, Credential.getCredential("a-secret"), new String[] {"admin"});
            // One spelling of a subject for EE 10 and 11, one for EE 8.
            for (String subject : List.of("CN=alice, O=Example", "CN=alice,O=Example")) {
                users.addUser(subject, Credential.getCredential(""), new String[] {"admin"});
            }
            users.addUser("bob", Credential.getCredential("b-secret"), new String[] {"editor"});
            HashLoginService loginService = new HashLoginService("realm");
            loginService.setUserStore(users);
            server.addBean(loginService);
        }
        server.setHandler(webApplication(war));
        server.start();
    }

    private static String constraint(String path, String role) {
        return "<security-constraint><web-resource-collection><web-resource-name>" + path
                + "</web-resource-name><url-pattern>/" + path
                + "/*</url-pattern></web-resource-collection><auth-constraint><role-name>" + role
                + "</role-name></auth-constraint></security-constraint>";
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    private void tell(RemoteUserPolicy policy, String user) {
        webServer.tell(policy, new WebServerWord(user, user == null ? null : "Basic", Map.of()));
    }

    private void direct() {
        webServer.tell(RemoteUserPolicy.IGNORE, null);
    }

    /** Sends a GET; further lines of the head may follow the path. */
    private Answer get(String path, String... fields) throws Exception {
        return new Answer(connector.getResponse("GET " + path + " HTTP/1.1\r\nHost: example\r\nConnection: close\r\n"
                + String.join("", Arrays.stream(fields).map(f -> f + "\r\n").toList()) + "\r\n"));
    }

    private record Answer(String text) {
        int status() {
            return Integer.parseInt(text.substring(9, 12));
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }

        String cookie() {
            Matcher cookie = Pattern.compile("Set-Cookie: (JSESSIONID=[^;]+)").matcher(text);
            assertThat(cookie.find()).as(text).isTrue();
            return "Cookie: " + cookie.group(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void constraintsHoldForTheWebServersUser(Login login) throws Exception {
        start(login, true);
        int challenge =
                switch (login) {
                    case NONE, CERTIFICATE -> 403;
                    case BASIC -> 401;
                    case FORM -> 303;
                };
        for (RemoteUserPolicy policy : RemoteUserPolicy.values()) {
            for (String user : new String[] {null, ALICE, "bob", "stranger"}) {
                tell(policy, user);
                boolean known = user != null && policy != RemoteUserPolicy.IGNORE;
                boolean authorize = policy == RemoteUserPolicy.AUTHORIZE;
                boolean admin = authorize && ALICE.equals(user);
                boolean editor = authorize && "bob".equals(user);
                String shown = known
                        ? "user=" + user + " principal=" + user + " auth=Basic admin=" + admin + " editor=" + editor
                        : NOBODY;
                String name = login + " " + policy + " " + user;

                Answer plain = get("/plain/x");
                assertThat(plain.status()).as(name).isEqualTo(200);
                assertThat(plain.body()).as(name).isEqualTo("/plain " + shown);
                assertThat(plain.text()).as(name).doesNotContain("Set-Cookie");

                Answer any = get("/any/x");
                assertThat(redirectAs303(any.status())).as(name).isEqualTo(known ? 200 : challenge);
                if (known) {
                    assertThat(any.body()).as(name).isEqualTo("/any " + shown);
                    assertThat(any.text()).as(name).doesNotContain("Set-Cookie");
                }

                Answer role = get("/role/x");
                assertThat(redirectAs303(role.status())).as(name).isEqualTo(known ? (admin ? 200 : 403) : challenge);
            }
        }
    }

    /** EE 8 redirects with 302 what the others redirect with 303. */
    private static int redirectAs303(int status) {
        return status == 302 ? 303 : status;
    }

    @ParameterizedTest
    @EnumSource(names = {"TRUST", "AUTHORIZE"})
    void rolesComeFromTheConfiguredVariable(RemoteUserPolicy policy) throws Exception {
        start(Login.NONE, true);
        webServer.tell(policy, new WebServerWord("stranger", null, Map.of("ROLES", " admin ; guest;;")));
        assertThat(get("/role/x").body())
                .isEqualTo("/role user=stranger principal=stranger auth=REMOTE_USER admin=true editor=false");
        webServer.tell(policy, new WebServerWord("stranger", null, Map.of("ROLES", "guest;x\\;admin;y")));
        assertThat(get("/role/x").status()).isEqualTo(403);
        webServer.tell(policy, new WebServerWord("stranger", null, Map.of("ROLES", "administrator;admin2")));
        assertThat(get("/role/x").status()).isEqualTo(403);
        webServer.tell(RemoteUserPolicy.IGNORE, new WebServerWord("stranger", null, Map.of("ROLES", "admin")));
        assertThat(get("/role/x").status()).isEqualTo(403);
        webServer.tell(policy, new WebServerWord(null, null, Map.of("ROLES", "admin")));
        assertThat(get("/role/x").status()).isEqualTo(403);
    }

    @Test
    void rolesOfVariableAndLoginServiceAddUp() throws Exception {
        start(Login.BASIC, true);
        webServer.tell(RemoteUserPolicy.AUTHORIZE, new WebServerWord(ALICE, "Basic", Map.of("ROLES", "editor")));
        assertThat(get("/role/x").body()).endsWith("admin=true editor=true");
        webServer.tell(RemoteUserPolicy.TRUST, new WebServerWord(ALICE, "Basic", Map.of("ROLES", "editor")));
        assertThat(get("/plain/x").body()).endsWith("admin=false editor=true");
    }

    @ParameterizedTest
    @EnumSource(RemoteUserPolicy.class)
    void headersNameNoUser(RemoteUserPolicy policy) throws Exception {
        start(Login.NONE, true);
        String[] forged = {"Remote-User: mallory", "REMOTE_USER: mallory", "Auth-Type: Basic", "Roles: admin"};
        tell(policy, null);
        assertThat(get("/plain/x", forged).body()).isEqualTo("/plain " + NOBODY);
        assertThat(get("/any/x", forged).status()).isEqualTo(403);
        if (policy != RemoteUserPolicy.IGNORE) {
            tell(policy, "carol");
            assertThat(get("/plain/x", forged).body()).contains("user=carol ", "admin=false");
        }
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void forwardAndAsyncDispatchKeepTheUser(Login login) throws Exception {
        start(login, true);
        tell(RemoteUserPolicy.AUTHORIZE, ALICE);
        for (String step : new String[] {"forward", "async"}) {
            for (String from : new String[] {"/plain/x?do=", "/plain/x?do=touch&do=", "/any/x?do="}) {
                assertThat(get(from + step).body())
                        .as(from + step)
                        .isEqualTo("/plain user=alice principal=alice auth=Basic admin=true editor=false");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void sessionRemembersNoUser(Login login) throws Exception {
        start(login, true);
        tell(RemoteUserPolicy.AUTHORIZE, ALICE);
        String cookie = get("/any/x?do=session").cookie();
        assertThat(get("/any/x", cookie).body()).contains("user=alice ", "admin=true");
        tell(RemoteUserPolicy.AUTHORIZE, "bob");
        assertThat(get("/any/x", cookie).body()).contains("user=bob ", "admin=false editor=true");
        tell(RemoteUserPolicy.AUTHORIZE, null);
        assertThat(get("/plain/x", cookie).body()).isEqualTo("/plain " + NOBODY);
        assertThat(get("/any/x", cookie).status()).isNotEqualTo(200);
    }

    @Test
    void basicWorksAsEverWithoutTheWebServersUser() throws Exception {
        start(Login.BASIC, true);
        String bob = "Authorization: Basic Ym9iOmItc2VjcmV0";
        String wrong = "Authorization: Basic Ym9iOndyb25n";
        for (int i = 0; i < 2; i++) {
            if (i == 0) {
                direct();
            } else {
                tell(RemoteUserPolicy.TRUST, null);
            }
            Answer challenged = get("/any/x");
            assertThat(challenged.status()).isEqualTo(401);
            assertThat(challenged.text()).containsIgnoringCase("WWW-Authenticate: basic realm=\"realm\"");
            assertThat(get("/any/x", wrong).status()).isEqualTo(401);
            assertThat(get("/any/x", bob).body())
                    .isEqualTo("/any user=bob principal=bob auth=BASIC admin=false editor=true");
            assertThat(get("/plain/x", bob).body()).contains("user=bob ", "auth=BASIC");
            assertThat(get("/role/x", bob).status()).isEqualTo(403);
        }
        tell(RemoteUserPolicy.TRUST, "carol");
        assertThat(get("/any/x", wrong).body()).contains("user=carol ");
    }

    @Test
    void formLoginWorksAsEverAndYieldsToTheWebServersUser() throws Exception {
        start(Login.FORM, true);
        direct();
        Answer challenged = get("/any/x");
        assertThat(challenged.text()).contains("/login");
        String cookie = challenged.cookie();
        Answer failed = get("/j_security_check?j_username=bob&j_password=wrong", cookie);
        assertThat(failed.text()).contains("/failed");
        Answer passed = get("/j_security_check?j_username=bob&j_password=b-secret", cookie);
        assertThat(passed.text()).contains("/any/x");
        String renewed = passed.cookie();
        assertThat(get("/any/x", renewed).body()).contains("user=bob ", "auth=FORM");
        tell(RemoteUserPolicy.AUTHORIZE, ALICE);
        assertThat(get("/any/x", renewed).body()).contains("user=alice ", "auth=Basic", "editor=false");
        assertThat(get("/plain/x", renewed).body()).contains("user=alice ");
        direct();
        assertThat(get("/plain/x?do=touch&do=logout", renewed).body()).isEqualTo("bob /plain " + NOBODY);
        assertThat(redirectAs303(get("/any/x", renewed).status())).isEqualTo(303);
    }

    @Test
    void withoutLoginConfigNothingChangesOnOtherConnectors() throws Exception {
        start(Login.NONE, true);
        direct();
        assertThat(get("/any/x").status()).isEqualTo(403);
        assertThat(get("/plain/x").body()).isEqualTo("/plain " + NOBODY);
        assertThat(get("/plain/x?do=login").body()).isEqualTo("login=refused /plain " + NOBODY);
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void logoutMakesTheUserUnknownForTheRestOfTheRequest(Login login) throws Exception {
        start(login, true);
        tell(RemoteUserPolicy.AUTHORIZE, ALICE);
        assertThat(get("/plain/x?do=logout").body()).isEqualTo("/plain " + NOBODY);
        assertThat(get("/plain/x?do=touch&do=logout").body()).isEqualTo("alice /plain " + NOBODY);
        assertThat(get("/any/x?do=logout&do=forward").body()).isEqualTo("/plain " + NOBODY);
        assertThat(get("/plain/x?do=logout&do=async").body()).isEqualTo("/plain " + NOBODY);
        assertThat(get("/plain/x").body()).contains("user=alice ");
    }

    @Test
    void loginIsRefusedWhileThereIsAUser() throws Exception {
        start(Login.BASIC, true);
        tell(RemoteUserPolicy.TRUST, "carol");
        assertThat(get("/plain/x?do=login").body()).startsWith("login=refused /plain user=carol ");
        assertThat(get("/plain/x?do=touch&do=login").body()).startsWith("carol login=refused /plain user=carol ");
        assertThat(get("/any/x?do=login").body()).startsWith("login=refused /any user=carol ");
        assertThat(get("/any/x?do=logout&do=login").body()).startsWith("login=ok /any user=bob ");
        assertThat(get("/plain/x?do=logout&do=login").body()).startsWith("login=ok /plain user=bob ");
        tell(RemoteUserPolicy.TRUST, null);
        assertThat(get("/plain/x?do=login").body()).startsWith("login=ok /plain user=bob ");
        direct();
        assertThat(get("/plain/x?do=login").body()).startsWith("login=ok /plain user=bob ");
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void authenticateIsTrueForTheWebServersUser(Login login) throws Exception {
        start(login, true);
        webServer.tell(RemoteUserPolicy.TRUST, new WebServerWord("carol", null, Map.of()));
        assertThat(get("/plain/x?do=authenticate").body()).startsWith("true /plain user=carol ");
        assertThat(get("/any/x?do=authenticate").body()).startsWith("true /any user=carol ");
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void warWithLoginStartsWithoutLoginService(Login login) throws Exception {
        start(login, false);
        for (RemoteUserPolicy policy : new RemoteUserPolicy[] {RemoteUserPolicy.TRUST, RemoteUserPolicy.AUTHORIZE}) {
            tell(policy, ALICE);
            assertThat(get("/any/x").body()).contains("user=alice ");
            assertThat(get("/plain/x?do=authenticate").body()).startsWith("true /plain user=alice ");
            assertThat(get("/plain/x?do=logout&do=login").body()).startsWith("login=refused /plain user=null ");
            assertThat(get("/role/x").status()).isEqualTo(403);
        }
        direct();
        assertThat(get("/any/x", "Authorization: Basic Ym9iOmItc2VjcmV0").status())
                .isIn(401, 403, 302, 303);
        assertThat(get("/plain/x?do=login").body()).startsWith("login=refused /plain user=null ");
    }

    @Test
    void verifiedCertificateLogsIn() throws Exception {
        start(Login.CERTIFICATE, true);
        for (RemoteUserPolicy policy : RemoteUserPolicy.values()) {
            webServer.tell(policy, new WebServerWord(null, null, Map.of(), new ShownCertificate(true)));
            for (String page : new String[] {"/any", "/role"}) {
                assertThat(get(page + "/x").body())
                        .as(policy + page)
                        .matches(page + " user=CN=alice, ?O=Example principal=CN=alice, ?O=Example"
                                + " auth=CLIENT_CERT admin=true editor=false");
            }
            assertThat(get("/plain/x").body()).matches("/plain user=CN=alice, ?O=Example .*");
        }
        webServer.tell(
                RemoteUserPolicy.TRUST, new WebServerWord("carol", "Basic", Map.of(), new ShownCertificate(true)));
        assertThat(get("/any/x").body()).startsWith("/any user=carol ");
    }

    @Test
    void certificateOfUnknownSubjectIsForbidden() throws Exception {
        start(Login.CERTIFICATE, false);
        webServer.tell(RemoteUserPolicy.IGNORE, new WebServerWord(null, null, Map.of(), new ShownCertificate(true)));
        assertThat(get("/any/x").status()).isEqualTo(403);
        assertThat(get("/plain/x").body()).isEqualTo("/plain " + NOBODY);
    }

    @Test
    void certificateThatNobodyVerifiedLogsNobodyIn() throws Exception {
        start(Login.CERTIFICATE, true);
        webServer.tell(RemoteUserPolicy.IGNORE, new WebServerWord(null, null, Map.of(), new ShownCertificate(false)));
        assertThat(get("/any/x").status()).isEqualTo(403);
        assertThat(get("/plain/x?do=touch").body()).isEqualTo("null /plain " + NOBODY);
        tell(RemoteUserPolicy.IGNORE, null);
        assertThat(get("/any/x").status()).isEqualTo(403);
        assertThat(get("/plain/x?do=touch").body()).isEqualTo("null /plain " + NOBODY);
        direct();
        assertThat(get("/any/x").status()).isEqualTo(403);
        assertThat(get("/plain/x?do=touch").body()).isEqualTo("null /plain " + NOBODY);
    }

    @ParameterizedTest
    @EnumSource(Login.class)
    void everyUserIsInTheRoleOfAnyAuthenticatedUser(Login login) throws Exception {
        start(login, true);
        tell(RemoteUserPolicy.TRUST, "carol");
        assertThat(get("/plain/x?do=anyRole").body()).startsWith("true /plain ");
        tell(RemoteUserPolicy.TRUST, null);
        assertThat(get("/plain/x?do=anyRole").body()).startsWith("false /plain ");
    }
}
