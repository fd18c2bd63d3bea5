package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.ajp.AjpWire.body;
import static org.gangway.jetty.ajp.AjpWire.get;
import static org.gangway.jetty.ajp.AjpWire.post;
import static org.gangway.jetty.http.GatewayServer.until;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpCookieUtils;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.gangway.jetty.DrainingHandler;
import org.gangway.jetty.ScriptNameCustomizer;
import org.gangway.request.ScriptNamePolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that stick to a worker, and a disabled worker of a server with several contexts, each of which has its own session cookie. */
class DrainingTest extends AjpTest {
    private static final String EXPIRED = "; Expires=Thu, 01 Jan 1970 00:00:00 GMT";

    private final ContextHandlerCollection contexts = new ContextHandlerCollection();
    private final SessionHandler root = new SessionHandler();
    private final SessionHandler shop = new SessionHandler();
    private final SessionHandler admin = new SessionHandler();

    @BeforeEach
    void build() {
        DefaultSessionIdManager ids = new DefaultSessionIdManager(gateway.server);
        ids.setWorkerName("node1");
        gateway.server.addBean(ids, true);
        gateway.context.setSessionHandler(root);
        gateway.serve("/session", new Counting());
        contexts.addHandler(gateway.context);
        add("/shop", shop);
        shop.setSessionCookie("SHOPID");
        shop.setSessionIdPathParameterName("shop");
        // The cookie of its default name, at a path of its own.
        add("/shop/admin", admin);
        ContextHandler files = new ContextHandler("/files");
        contexts.addHandler(files);
        gateway.server.setHandler(new DrainingHandler(contexts));
    }

    private void add(String path, SessionHandler sessions) {
        ServletContextHandler context = new ServletContextHandler(path);
        context.setSessionHandler(sessions);
        context.addServlet(new ServletHolder(new Counting()), "/*");
        contexts.addHandler(context);
    }

    /** Shows whether the client has begun a session just now. */
    private static final class Counting extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getSession().isNew() ? "new" : "known");
        }
    }

    private AjpAnswer disabled(String uri, String... more) throws Exception {
        return answer(
                uri,
                Stream.concat(Stream.of("JK_LB_ACTIVATION", "DIS"), Arrays.stream(more))
                        .toArray(String[]::new));
    }

    private AjpAnswer answer(String uri, String... more) throws Exception {
        try (AjpClient web = connect()) {
            return web.send(get(uri, more)).answer();
        }
    }

    private static List<String> fields(AjpAnswer answer, String name) {
        return answer.head()
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }

    private static void assertSentBack(AjpAnswer answer, String location, String... cookies) {
        assertThat(answer.status()).isEqualTo(307);
        assertThat(fields(answer, "Location")).containsExactly(location);
        assertThat(fields(answer, "Set-Cookie"))
                .allMatch(cookie -> cookie.contains(EXPIRED))
                .map(cookie -> cookie.replace(EXPIRED, ""))
                .containsExactlyInAnyOrder(cookies);
    }

    private static void assertServed(AjpAnswer answer, String text) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bodyText()).isEqualTo(text);
    }

    /** The name and value of the cookie of a session that has just begun. */
    private String begin(String uri) throws Exception {
        AjpAnswer first = answer(uri);
        assertThat(first.bodyText()).isEqualTo("new");
        return fields(first, "Set-Cookie").get(0).split(";", 2)[0];
    }

    /** The id of the session, as a cookie or in the path, ends with the route. */
    @Test
    void sessionIdEndsWithTheRouteAndSticks() throws Exception {
        gateway.start();
        String cookie = begin("/session");
        assertThat(cookie).matches("JSESSIONID=\\w+\\.node1");
        assertServed(answer("/session", "HTTP_COOKIE", cookie), "known");
        assertServed(answer("/session;jsessionid=" + cookie.substring(11)), "known");
    }

    /** A worker may be disabled, and it may be stopped. */
    @ParameterizedTest
    @ValueSource(strings = {"DIS", "STP"})
    void drainedWorkerServesItsOwnSessionsOnly(String state) throws Exception {
        gateway.start();
        String cookie = begin("/session");
        assertServed(answer("/session", "HTTP_COOKIE", cookie, "JK_LB_ACTIVATION", state), "known");
        assertServed(answer("/session;jsessionid=" + cookie.substring(11), "JK_LB_ACTIVATION", state), "known");
        assertSentBack(
                answer("/session?a=%20b", "HTTP_COOKIE", "JSESSIONID=gone.node1", "JK_LB_ACTIVATION", state),
                "/session?a=%20b",
                "JSESSIONID=; Path=/");
        assertSentBack(answer("/session;jsessionid=gone.node1;x=1?q", "JK_LB_ACTIVATION", state), "/session;x=1?q");
    }

    @Test
    void activeWorkerServesAll() throws Exception {
        gateway.start();
        String[] gone = {"HTTP_COOKIE", "JSESSIONID=gone.node1"};
        assertServed(answer("/session", gone), "new");
        assertServed(answer("/session", gone[0], gone[1], "JK_LB_ACTIVATION", "ACT"), "new");
    }

    @Test
    void theCookieIsThatOfTheContextOfThePath() throws Exception {
        gateway.start();
        String cookie = begin("/shop/x");
        assertThat(cookie).startsWith("SHOPID=");
        assertServed(disabled("/shop/x", "HTTP_COOKIE", cookie), "known");
        assertServed(disabled("/shop/x;shop=" + cookie.substring(7)), "known");

        assertSentBack(disabled("/shop/x", "HTTP_COOKIE", "SHOPID=gone.node1"), "/shop/x", "SHOPID=; Path=/shop");
        assertSentBack(disabled("/session", "HTTP_COOKIE", "JSESSIONID=gone.node1"), "/session", "JSESSIONID=; Path=/");
        assertSentBack(disabled("/shop/y;shop=gone.node1;x=1?a=b"), "/shop/y;x=1?a=b");
        assertServed(disabled("/shop/y", "HTTP_COOKIE", "JSESSIONID=gone.node1"), "new");
        assertServed(disabled("/session", "HTTP_COOKIE", "SHOPID=gone.node1"), "new");
        assertServed(disabled("/session;shop=gone.node1"), "new");
    }

    @Test
    void theCookieIsTakenBackAsItWasSet() throws Exception {
        shop.setSessionPath("/shop/");
        shop.setSessionDomain("example.test");
        shop.setHttpOnly(true);
        shop.setSecureCookies(true);
        shop.setPartitioned(true);
        shop.setSameSite(HttpCookie.SameSite.STRICT);
        gateway.start();
        String set = fields(answer("/shop/x"), "Set-Cookie").get(0);
        String attributes = set.substring(set.indexOf(';'));
        assertThat(attributes)
                .contains("Path=/shop/", "Domain=example.test", "HttpOnly", "Secure", "Partitioned", "SameSite=Strict");
        assertSentBack(disabled("/shop/x", "HTTP_COOKIE", "SHOPID=gone.node1"), "/shop/x", "SHOPID=" + attributes);
    }

    @Test
    void sameSiteMayBeTheDefaultOfTheContext() throws Exception {
        gateway.context.setAttribute(HttpCookieUtils.SAME_SITE_DEFAULT_ATTRIBUTE, "lax");
        gateway.start();
        assertSentBack(
                disabled("/session", "HTTP_COOKIE", "JSESSIONID=gone.node1"),
                "/session",
                "JSESSIONID=; Path=/; SameSite=Lax");
    }

    @ParameterizedTest
    @CsvSource({"true, JSESSIONID=; Path=/; Secure", "false, JSESSIONID=; Path=/"})
    void secureOnHttps(boolean secureRequestOnly, String cookie) throws Exception {
        root.setSecureRequestOnly(secureRequestOnly);
        gateway.start();
        assertSentBack(disabled("/session", "HTTP_COOKIE", "JSESSIONID=gone.node1", "HTTPS", "on"), "/session", cookie);
    }

    @Test
    void cookiesOfTheSameNameAreTakenBackWhereverTheyMayBeFrom() throws Exception {
        gateway.start();
        assertSentBack(
                disabled("/shop/admin/x", "HTTP_COOKIE", "JSESSIONID=one.node1; JSESSIONID=two.node1"),
                "/shop/admin/x",
                "JSESSIONID=; Path=/",
                "JSESSIONID=; Path=/shop/admin");
        assertServed(disabled("/shop/admin/y", "HTTP_COOKIE", "JSESSIONID=one.node1; " + begin("/session")), "new");
    }

    /** It may live there; and the balancer has had another reason to choose this node, which it will have again. */
    @ParameterizedTest
    @ValueSource(strings = {"gone.node2", "gone", "gone.node1.node2", "gone.node1; JSESSIONID=lives.node2", ""})
    void sessionsOfOtherNodesAreServed(String ids) throws Exception {
        gateway.start();
        assertServed(disabled("/session", "HTTP_COOKIE", "JSESSIONID=" + ids), "new");
    }

    @Test
    void requestsWithoutAnIdAreServed() throws Exception {
        gateway.start();
        assertServed(disabled("/session"), "new");
        assertServed(disabled("/session", "HTTP_COOKIE", "other=gone.node1"), "new");
        assertServed(disabled("/session;x=1"), "new");
        assertThat(disabled("*", "REQUEST_METHOD", "OPTIONS", "HTTP_COOKIE", "JSESSIONID=gone.node1")
                        .status())
                .isNotEqualTo(307);
    }

    @Test
    void clientThatKeepsItsIdIsServedTheSecondTime() throws Exception {
        gateway.start();
        String[] kept = {"HTTP_COOKIE", "JSESSIONID=gone.node1"};
        assertSentBack(disabled("/session?a=b", kept), "/session?a=b", "JSESSIONID=; Path=/");
        assertServed(disabled("/session?a=b", kept), "new");
        assertServed(disabled("/session?a=b", kept), "new");
        assertServed(disabled("/session;jsessionid=gone.node1?a=b"), "new");
        assertSentBack(disabled("/session?a=c", kept), "/session?a=c", "JSESSIONID=; Path=/");
        assertSentBack(
                disabled("/session?a=b", "HTTP_COOKIE", "JSESSIONID=also.node1"),
                "/session?a=b",
                "JSESSIONID=; Path=/");
    }

    @Test
    void clientThatDropsSomeOfItsIdsIsServedTheSecondTime() throws Exception {
        gateway.start();
        assertThat(disabled("/session;jsessionid=one.node1/;jsessionid=two.node1", "HTTP_COOKIE", "JSESSIONID=3.node1")
                        .status())
                .isEqualTo(307);
        assertThat(disabled("/session/", "HTTP_COOKIE", "JSESSIONID=3.node1").status())
                .isNotEqualTo(307);
    }

    @Test
    void allIdsAreTakenOutOfThePath() throws Exception {
        gateway.start();
        assertSentBack(
                disabled("/session;jsessionid=a.node1;jsessionid=b.node1;x=y/z;jsessionid=c.node1?q"),
                "/session;x=y/z?q");
        assertSentBack(disabled("/session;jsessionid=;jsessionid=b.node1"), "/session");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example;jsessionid=gone.node1", "/;jsessionid=gone.node1/evil.example"})
    void otherHostsAreNoLocation(String uri) throws Exception {
        gateway.factory.getHttpConfiguration().setUriCompliance(UriCompliance.UNSAFE);
        gateway.start();
        assertSentBack(disabled(uri), "/evil.example");
    }

    @Test
    void postIsSentBackWithItsBody() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            byte[] request = post("/session", "3", "JK_LB_ACTIVATION", "DIS", "HTTP_COOKIE", "JSESSIONID=gone.node1");
            assertSentBack(web.send(request).send(body("a=b")).answer(), "/session", "JSESSIONID=; Path=/");
        }
    }

    /** Jetty sweeps it away later. */
    @Test
    void expiredSessionHasEnded() throws Exception {
        DefaultSessionCache cache = new DefaultSessionCache(root);
        cache.setSessionDataStore(new NullSessionDataStore());
        root.setSessionCache(cache);
        root.setMaxInactiveInterval(1800);
        gateway.start();
        String cookie = begin("/session");
        assertServed(disabled("/session", "HTTP_COOKIE", cookie), "known");
        ManagedSession session = cache.doGet(cookie.replaceAll(".*=|\\.node1", ""));
        until("its request is over", () -> session.getRequests() == 0);
        session.getSessionData().setExpiry(1);
        assertSentBack(disabled("/session", "HTTP_COOKIE", cookie), "/session", "JSESSIONID=; Path=/");
    }

    @Test
    void storeThatDoesNotAnswerTakesNobodysSession() throws Exception {
        DefaultSessionCache cache = new DefaultSessionCache(root);
        cache.setSessionDataStore(new NullSessionDataStore() {
            @Override
            public boolean doExists(String id) {
                throw new IllegalStateException("no connection to the database");
            }
        });
        root.setSessionCache(cache);
        gateway.start();
        assertServed(disabled("/session", "HTTP_COOKIE", "JSESSIONID=gone.node1"), "new");
    }

    @Test
    void contextsThatTrackByUrlOnlyLeaveCookiesAlone() throws Exception {
        root.setUsingCookies(false);
        gateway.start();
        assertServed(disabled("/session", "HTTP_COOKIE", "JSESSIONID=gone.node1"), "new");
        assertSentBack(disabled("/session;jsessionid=gone.node1", "HTTP_COOKIE", "JSESSIONID=gone.node1"), "/session");
    }

    @Test
    void contextWithoutSessionsIsServed() throws Exception {
        root.stop();
        contexts.removeHandler(gateway.context);
        gateway.start();
        assertThat(disabled("/files/x", "HTTP_COOKIE", "JSESSIONID=gone.node1").status())
                .isEqualTo(404);
        contexts.addHandler(gateway.context);
        gateway.context.start();
    }

    @Test
    void contextOfTheHostDecides() throws Exception {
        ServletContextHandler other = new ServletContextHandler("/");
        other.setVirtualHosts(List.of("other.example.test"));
        other.setSessionHandler(new SessionHandler());
        other.getSessionHandler().setSessionCookie("OTHERID");
        other.addServlet(new ServletHolder(new Counting()), "/*");
        contexts.addHandler(other);
        gateway.start();
        String[] cookies = {"HTTP_COOKIE", "OTHERID=gone.node1", "HTTP_HOST", "other.example.test"};
        assertSentBack(disabled("/session", cookies), "/session", "OTHERID=; Path=/");
        assertServed(disabled("/session", "HTTP_COOKIE", "OTHERID=gone.node1"), "new");
    }

    @ParameterizedTest
    @CsvSource({"/site/session, JSESSIONID, /site", "/site/shop/x, SHOPID, /site/shop"})
    void behindAPrefixThePathIsTheClients(String uri, String name, String path) throws Exception {
        gateway.factory.setScriptNamePolicy(ScriptNamePolicy.parse("/site"));
        gateway.factory.getHttpConfiguration().addCustomizer(new ScriptNameCustomizer());
        gateway.start();
        assertThat(fields(answer(uri), "Set-Cookie").get(0)).matches(name + "=\\w+\\.node1; Path=" + path);
        assertSentBack(disabled(uri, "HTTP_COOKIE", name + "=gone.node1"), uri, name + "=; Path=" + path);
    }
}
