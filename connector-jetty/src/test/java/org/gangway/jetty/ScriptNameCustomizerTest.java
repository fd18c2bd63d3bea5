package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.http.HttpTester;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.util.security.Password;
import org.gangway.request.ScriptNameAttributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptNameCustomizerTest {
    @TempDir
    Path base;

    private ScriptNameServer jetty;

    @BeforeEach
    void start() throws Exception {
        jetty = new ScriptNameServer(base);
        jetty.add("/", ScriptNameCustomizerTest::showErrors);
        jetty.add("/ctx", ScriptNameCustomizerTest::showErrors);
        jetty.start();
    }

    @AfterEach
    void stop() throws Exception {
        jetty.close();
    }

    private static void showErrors(ServletContextHandler context) {
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(409, "/errors/page");
        context.setErrorHandler(errors);
    }

    private static String[] lines(HttpTester.Response response) {
        assertThat(response.getStatus()).isIn(200, 409);
        return response.getContent().trim().split("\n");
    }

    @ParameterizedTest
    @CsvSource({"/shop,''", "/shop,/ctx", "/my%20shop,''", "/my%20shop,/ctx", "/a/b,/ctx", "/show,''", "/ctx/x,/ctx"})
    void aServletSeesThePrefix(String prefix, String context) throws Exception {
        String path = prefix + context + "/show/a%20b;x=1";
        assertThat(lines(jetty.get(prefix, path + "?p=%41")))
                .contains(
                        "contextPath=" + prefix + context,
                        "servletPath=/show",
                        "pathInfo=/a b",
                        "requestURI=" + path,
                        "requestURL=http://shop.example" + path,
                        "query=p=%41",
                        "p=A");
    }

    @Test
    void nothingChangesWithoutAPrefix() throws Exception {
        assertThat(lines(jetty.get(null, "/ctx/show/x")))
                .contains("contextPath=/ctx", "requestURI=/ctx/show/x", "requestURL=http://shop.example/ctx/show/x");
        assertThat(lines(jetty.get("", "/ctx/show/x"))).contains("contextPath=/ctx", "requestURI=/ctx/show/x");
        assertThat(jetty.get(null, "/ctx").get("Location")).isEqualTo("/ctx/");
        assertThat(jetty.get(null, "/act/session").get("Set-Cookie")).contains("; Path=/");
        assertThat(jetty.get(null, "/ctx/act/redirect?/x").get("Location")).isEqualTo("/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/shopping/show/x", "/show/x"})
    void aPathThatDoesNotBeginWithThePrefixStays(String path) throws Exception {
        HttpTester.Response response = jetty.get("/shop", path);
        if (path.equals("/show/x")) {
            assertThat(lines(response)).contains("contextPath=", "requestURI=/show/x");
        } else {
            assertThat(response.getStatus()).isEqualTo(404);
        }
    }

    @Test
    void aDoubledSlashBeforeThePrefixNeverReachesALink() throws Exception {
        assertThat(lines(jetty.get("//shop", "//shop/show/x")))
                .contains("contextPath=/shop", "requestURI=/shop/show/x");
        assertThat(lines(jetty.get("/x/../shop;a=b", "/x/../shop;a=b/show/x"))).contains("contextPath=/shop");
        assertThat(jetty.get("//shop", "//shop/act/session").get("Set-Cookie")).contains("; Path=/shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/ctx"})
    void dispatchesAgree(String context) throws Exception {
        String at = "/shop" + context;
        assertThat(lines(jetty.get("/shop", at + "/act/forward/show/b")))
                .contains(
                        "type=FORWARD",
                        "contextPath=" + at,
                        "requestURI=" + at + "/show/b",
                        "requestURL=http://shop.example" + at + "/show/b",
                        "forward.request_uri=" + at + "/act/forward/show/b",
                        "forward.context_path=" + at);
        assertThat(lines(jetty.get("/shop", at + "/act/forward/act/forward/show/b")))
                .contains(
                        "contextPath=" + at,
                        "requestURI=" + at + "/show/b",
                        "forward.request_uri=" + at + "/act/forward/act/forward/show/b",
                        "forward.context_path=" + at);
        assertThat(lines(jetty.get("/shop", at + "/act/include/show/b")))
                .contains(
                        "type=INCLUDE",
                        "contextPath=" + at,
                        "requestURI=" + at + "/act/include/show/b",
                        "include.request_uri=" + at + "/show/b",
                        "include.context_path=" + at);
        assertThat(lines(jetty.get("/shop", at + "/act/forward/act/include/show/b")))
                .contains(
                        "contextPath=" + at,
                        "requestURI=" + at + "/act/include/show/b",
                        "include.request_uri=" + at + "/show/b",
                        "include.context_path=" + at,
                        "forward.request_uri=" + at + "/act/forward/act/include/show/b");
        assertThat(lines(jetty.get("/shop", at + "/act/named")))
                .contains("type=FORWARD", "contextPath=" + at, "requestURI=" + at + "/act/named");
        assertThat(lines(jetty.get("/shop", at + "/act/fail")))
                .contains(
                        "type=ERROR",
                        "contextPath=" + at,
                        "requestURI=" + at + "/errors/page",
                        "error.request_uri=" + at + "/act/fail");
    }

    @ParameterizedTest
    @CsvSource({"'',async", "/ctx,async", "'',async-wrapped", "/ctx,async-wrapped"})
    void anAsynchronousDispatchReturnsToTheSameServlet(String context, String verb) throws Exception {
        String at = "/shop" + context;
        HttpTester.Response response = jetty.get("/shop", at + "/act/" + verb + "?p=1");
        assertThat(lines(response))
                .contains(
                        "type=ASYNC",
                        "contextPath=" + at,
                        "servletPath=/act",
                        "pathInfo=/" + verb,
                        "requestURI=" + at + "/act/" + verb,
                        "query=p=1",
                        "p=1",
                        "async.request_uri=" + at + "/act/" + verb,
                        "async.context_path=" + at);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/ctx"})
    void anAsynchronousDispatchToAPath(String context) throws Exception {
        String at = "/shop" + context;
        assertThat(lines(jetty.get("/shop", at + "/act/async-path/show/b")))
                .contains(
                        "type=ASYNC",
                        "contextPath=" + at,
                        "requestURI=" + at + "/show/b",
                        "async.request_uri=" + at + "/act/async-path/show/b");
        assertThat(jetty.get("/shop", at + "/act/async-thread").get("Location")).isEqualTo(at + "/done");
    }

    @ParameterizedTest
    @CsvSource({
        "x, /shop/ctx/act/x",
        "./x, /shop/ctx/act/x",
        "../x?y=1, /shop/ctx/x?y=1",
        "../../x, /shop/x",
        "../../../x, /x",
        "/x, /x",
        "/shop/ctx/x, /shop/ctx/x",
        "/ctx/x, /ctx/x",
        "http://shop.example/x, http://shop.example/x",
        "https://other.example/x, https://other.example/x",
        "http://shop.example, http://shop.example"
    })
    void redirectsOfTheApplication(String location, String expected) throws Exception {
        assertThat(jetty.get("/shop", "/shop/ctx/act/redirect?" + location).get("Location"))
                .isEqualTo(expected);
    }

    @Test
    void redirectsStayTheSameWithAbsoluteLocations() throws Exception {
        jetty.configuration.setRelativeRedirectAllowed(false);
        assertThat(jetty.get("/shop", "/shop/ctx/act/redirect?x").get("Location"))
                .isEqualTo("http://shop.example/shop/ctx/act/x");
        assertThat(jetty.get("/shop", "/shop/ctx/act/redirect?/x").get("Location"))
                .isEqualTo("http://shop.example/x");
        assertThat(jetty.get("/shop", "/shop/dir").get("Location")).isEqualTo("http://shop.example/shop/dir/");
    }

    @Test
    void aLocationThatTheApplicationWritesItselfStays() throws Exception {
        assertThat(jetty.get("/shop", "/shop/act/location?/elsewhere").get("Location"))
                .isEqualTo("/elsewhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/ctx"})
    void theDefaultServletFindsDirectoriesAndWelcomeFiles(String context) throws Exception {
        String at = "/shop" + context;
        assertThat(jetty.get("/shop", at + "/dir?q=1").get("Location")).isEqualTo(at + "/dir/?q=1");
        assertThat(jetty.get("/shop", at + "/dir/").getContent()).isEqualTo("welcome");
        assertThat(jetty.get("/shop", at + "/act/forward/dir/").getContent()).isEqualTo("welcome");
        assertThat(jetty.get("/shop", at + "/big.txt").getContent()).hasSize(200_000);
        assertThat(jetty.get("/shop", at + "/none").getStatus()).isEqualTo(404);
    }

    @Test
    void aContextWithoutItsSlashIsRedirected() throws Exception {
        assertThat(jetty.get("/shop", "/shop/ctx").get("Location")).isEqualTo("/shop/ctx/");
        assertThat(jetty.get("/my%20shop", "/my%20shop/ctx").get("Location")).isEqualTo("/my%20shop/ctx/");
    }

    @Test
    void thePrefixWithoutASlashIsTheRootOfTheApplication() throws Exception {
        assertThat(lines(jetty.get("/shop", "/shop")))
                .contains(
                        "contextPath=/shop",
                        "servletPath=",
                        "pathInfo=/",
                        "requestURI=/shop",
                        "requestURL=http://shop.example/shop");
        assertThat(lines(jetty.get("/shop", "/shop;jsessionid=1"))).contains("requestURI=/shop;jsessionid=1");
        assertThat(lines(jetty.get("/shop", "/shop/"))).contains("contextPath=/shop", "requestURI=/shop/");
        for (String root : new String[] {"/shop", "/shop;a=b", "/shop/"}) {
            assertThat(jetty.get("/shop", root + "?x/y").get("Location")).isEqualTo("/shop/x/y");
        }
        assertThat(lines(jetty.get("/shop", "/shop/ctx/"))).contains("contextPath=/shop/ctx", "requestURI=/shop/ctx/");
    }

    @ParameterizedTest
    @CsvSource({"/shop/act/session,/shop", "/shop/ctx/act/session,/shop/ctx"})
    void theSessionCookieHasThePrefix(String path, String cookiePath) throws Exception {
        assertThat(jetty.get("/shop", path).get("Set-Cookie"))
                .startsWith("JSESSIONID=")
                .endsWith("; Path=" + cookiePath);
    }

    @Test
    void cookiesOfTheApplicationStay() throws Exception {
        for (String path : new String[] {"/", "/shop", "/ctx"}) {
            assertThat(jetty.get("/shop", "/shop/ctx/act/cookie?" + path).get("Set-Cookie"))
                    .endsWith("Path=" + path);
            assertThat(jetty.get("/shop", "/shop/ctx/act/cookie-header?" + path).get("Set-Cookie"))
                    .endsWith("Path=" + path);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/shop/ctx/x, /shop/ctx/x;S",
        "/shop/ctx/x?y=1#z, /shop/ctx/x;S?y=1#z",
        "/shop/ctx/shop/ctx/x, /shop/ctx/shop/ctx/x;S",
        "x, x;S",
        "http://shop.example/shop/ctx/x, http://shop.example/shop/ctx/x;S",
        "/elsewhere, /elsewhere",
        "/ctx/x, /ctx/x",
        "/shopping/x, /shopping/x",
        "/shop/ctx, /shop/ctx;S",
        "http://shop.example/elsewhere, http://shop.example/elsewhere",
        "http://shop.example/shop/other, http://shop.example/shop/other",
        "http://other.example/shop/ctx/x, http://other.example/shop/ctx/x"
    })
    void urlsOfTheApplicationGetTheSessionId(String url, String expected) throws Exception {
        String[] encoded = jetty.get("/shop", "/shop/ctx/act/encode?" + url.replace("#", "%23"))
                .getContent()
                .split(" ", -1);
        for (String one : encoded) {
            assertThat(one.replaceAll(";jsessionid=[^?#]*", ";S")).isEqualTo(expected);
        }
    }

    @Test
    void aSessionIdInTheUrlIsFound() throws Exception {
        String url = jetty.get("/shop", "/shop/ctx/act/encode?/shop/ctx/act/encode")
                .getContent()
                .split(" ", -1)[0];
        HttpTester.Response again = jetty.get("/shop", url + "?/shop/ctx/act/encode");
        assertThat(again.getContent()).startsWith(url + " ");
        assertThat(again.get("Set-Cookie")).isNull();
    }

    @Test
    void aContextDeployedAtThePrefixIsServedNatively() throws Exception {
        assertThat(lines(jetty.get("/deployed", "/deployed/show/x")))
                .contains("contextPath=/deployed", "servletPath=/show");
        ServletContextHandler late = jetty.add("/deployed/here");
        late.start();
        assertThat(lines(jetty.get("/deployed", "/deployed/here/show/x")))
                .contains("contextPath=/deployed/here", "requestURI=/deployed/here/show/x");
        assertThat(jetty.get("/deployed", "/deployed/here/act/session").get("Set-Cookie"))
                .endsWith("; Path=/deployed/here");
        assertThat(jetty.get("/deployed", "/deployed/here").get("Location")).isEqualTo("/deployed/here/");
        assertThat(lines(jetty.get("/deployed", "/deployed/ctx/show/x"))).contains("contextPath=/deployed/ctx");
        late.stop();
        jetty.contexts.removeHandler(late);
        assertThat(jetty.get("/deployed", "/deployed/here/show/x").getStatus()).isEqualTo(404);
        assertThat(lines(jetty.get("/deployed/here", "/deployed/here/show/x"))).contains("contextPath=/deployed/here");
    }

    @Test
    void aContextOfAnotherHostAtThePrefixDoesNotCount() throws Exception {
        ServletContextHandler other = jetty.add("/shop");
        other.setVirtualHosts(List.of("other.example"));
        other.start();
        assertThat(lines(jetty.get("/shop", "/shop/show/x"))).contains("contextPath=/shop", "requestURI=/shop/show/x");
        assertThat(jetty.get("/shop", "/shop/act/session").get("Set-Cookie")).endsWith("; Path=/shop");
        assertThat(lines(jetty.get("/shop", "/shop/ctx/show/x"))).contains("contextPath=/shop/ctx");
    }

    @Test
    void theFilterAloneServesAnyContainer() throws Exception {
        jetty.configuration.setCustomizers(List.of((request, headers) -> {
            request.setAttribute(ScriptNameAttributes.SCRIPT_NAME, "/shop");
            return request;
        }));
        assertThat(lines(jetty.get(null, "/ctx/act/forward/show/x")))
                .contains("contextPath=/shop/ctx", "requestURI=/shop/ctx/show/x");
        assertThat(jetty.get(null, "/ctx/act/redirect?x").get("Location")).isEqualTo("/shop/ctx/act/x");
        assertThat(jetty.get(null, "/ctx/act/encode?/shop/ctx/x").getContent()).startsWith("/shop/ctx/x;jsessionid=");
        assertThat(jetty.get(null, "/ctx/dir?q=1").get("Location")).isEqualTo("/shop/ctx/dir/?q=1");
        assertThat(jetty.get(null, "/ctx/dir/").getContent()).isEqualTo("welcome");
        assertThat(jetty.get(null, "/ctx/act/forward/dir/").getContent()).isEqualTo("welcome");
        assertThat(jetty.get(null, "/ctx/big.txt").getContent()).hasSize(200_000);
        jetty.configuration.setRelativeRedirectAllowed(false);
        assertThat(jetty.get(null, "/ctx/dir").get("Location")).isEqualTo("http://shop.example/shop/ctx/dir/");
    }

    @Test
    void anotherCopyOfTheFilterLeavesTheRequestAlone() throws Exception {
        jetty.configuration.addCustomizer((request, headers) -> {
            request.setAttribute(ScriptNameAttributes.MOUNT, "of another copy");
            return request;
        });
        assertThat(lines(jetty.get("/shop", "/shop/ctx/show/x")))
                .contains("contextPath=/ctx", "requestURI=/ctx/show/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross", "cross-async"})
    void anotherApplicationIsReachedByTheClientsPathAndItsOwn(String verb) throws Exception {
        for (ServletContextHandler context : jetty.contexts.getDescendants(ServletContextHandler.class)) {
            context.setCrossContextDispatchSupported(true);
        }
        for (String target : new String[] {"/shop/ctx", "/ctx"}) {
            assertThat(lines(jetty.get("/shop", "/shop/act/" + verb + "/show/b?" + target)))
                    .contains("contextPath=/shop/ctx", "requestURI=/shop/ctx/show/b", "servletPath=/show");
        }
    }

    @Test
    void theContextOfARequestHasThePrefix() throws Exception {
        assertThat(jetty.get("/shop", "/shop/ctx/act/context").getContent()).isEqualTo("/shop/ctx /ctx true true");
        assertThat(jetty.get(null, "/ctx/act/context").getContent()).isEqualTo("/ctx /ctx true true");
        assertThat(lines(jetty.get("/shop", "/shop/ctx/act/async-context/show/b")))
                .contains("requestURI=/shop/ctx/show/b");
    }

    @Test
    void aResponseThatWasResetIsWrittenByTheContainerAgain() throws Exception {
        assertThat(jetty.get("/shop", "/shop/ctx/act/location-reset").get("Set-Cookie"))
                .endsWith("; Path=/shop/ctx");
        assertThat(jetty.get("/shop", "/shop/ctx/act/location-reset").get("Location"))
                .isEqualTo("/shop/ctx/dir/");
    }

    @Test
    void theRequestLogHasTheUriOfTheClient() throws Exception {
        jetty.get("/shop", "/shop/ctx/show/x?y=1");
        assertThat(jetty.log.poll(10, TimeUnit.SECONDS)).isEqualTo("/shop/ctx/show/x?y=1");
    }

    @Test
    void aFormLoginComesBackUnderThePrefix() throws Exception {
        UserStore users = new UserStore();
        users.addUser("ann", new Password("secret"), new String[] {"user"});
        HashLoginService login = new HashLoginService("realm");
        login.setUserStore(users);
        ServletContextHandler context = jetty.add("/secure", secure -> {
            ConstraintSecurityHandler security = new ConstraintSecurityHandler();
            security.setLoginService(login);
            security.setAuthenticator(new FormAuthenticator("/login", "/failed", false));
            ConstraintMapping mapping = new ConstraintMapping();
            mapping.setPathSpec("/show/*");
            mapping.setConstraint(Constraint.from("user"));
            security.addConstraintMapping(mapping);
            secure.setSecurityHandler(security);
        });
        context.start();
        HttpTester.Response challenge = jetty.get("/shop", "/shop/secure/show/x");
        assertThat(challenge.get("Location")).startsWith("/shop/secure/login");
        String cookie = challenge.get("Set-Cookie");
        assertThat(cookie).contains("; Path=/shop/secure");
        HttpTester.Response done = jetty.get(
                "/shop",
                "/shop/secure/j_security_check?j_username=ann&j_password=secret",
                "Cookie: " + cookie.replaceAll(";.*", ""));
        assertThat(done.get("Location")).endsWith("/shop/secure/show/x").doesNotContain("/shop/shop");
        assertThat(done.get("Set-Cookie")).contains("; Path=/shop/secure");
    }
}
