package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.ajp.AjpWire.get;

import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.gangway.jetty.DrainingHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that stick to a worker, and a worker that is to get no new ones. */
class LoadBalancerTest extends AjpTest {
    @BeforeEach
    void start() throws Exception {
        DefaultSessionIdManager ids = new DefaultSessionIdManager(gateway.server);
        ids.setWorkerName("node1");
        gateway.server.addBean(ids, true);
        ServletContextHandler shop = gateway.context;
        shop.setSessionHandler(new SessionHandler());
        gateway.serve("/session", (request, response) -> {
            boolean fresh = request.getSession(false) == null;
            response.getWriter().print(fresh + " " + request.getSession().getId());
        });
        gateway.server.setHandler(new DrainingHandler(shop));
        gateway.start();
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

    private String newSession() throws Exception {
        AjpAnswer first = answer("/session", "JK_LB_ACTIVATION", "ACT");
        assertThat(first.bodyText()).startsWith("true ");
        String id = fields(first, "Set-Cookie").get(0).split("[=;]", 3)[1];
        assertThat(id).isEqualTo(first.bodyText().substring(5) + ".node1");
        return id;
    }

    @Test
    void sessionIdEndsWithTheRouteAndSticks() throws Exception {
        String id = newSession();
        assertThat(answer("/session", "HTTP_COOKIE", "JSESSIONID=" + id).bodyText())
                .isEqualTo("false " + id.replace(".node1", ""));
        assertThat(answer("/session;jsessionid=" + id).bodyText()).isEqualTo("false " + id.replace(".node1", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DIS", "STP"})
    void drainedWorkerServesItsOwnSessionsOnly(String state) throws Exception {
        String id = newSession();
        assertThat(answer("/session", "HTTP_COOKIE", "JSESSIONID=" + id, "JK_LB_ACTIVATION", state)
                        .bodyText())
                .isEqualTo("false " + id.replace(".node1", ""));
        assertThat(answer("/session;jsessionid=" + id, "JK_LB_ACTIVATION", state)
                        .bodyText())
                .isEqualTo("false " + id.replace(".node1", ""));

        AjpAnswer gone =
                answer("/session?a=%20b", "HTTP_COOKIE", "JSESSIONID=expired.node1", "JK_LB_ACTIVATION", state);
        assertThat(gone.status()).isEqualTo(307);
        assertThat(fields(gone, "Location")).containsExactly("/session?a=%20b");
        assertThat(fields(gone, "Set-Cookie")).hasSize(1);
        assertThat(fields(gone, "Set-Cookie").get(0))
                .startsWith("JSESSIONID=;")
                .contains("Path=/", "Expires=Thu, 01 Jan 1970");

        assertThat(fields(answer("/session;jsessionid=gone.node1;x=1?q", "JK_LB_ACTIVATION", state), "Location"))
                .containsExactly("/session;x=1?q");
    }

    @Test
    void activeWorkerServesAll() throws Exception {
        assertThat(answer("/session", "HTTP_COOKIE", "JSESSIONID=expired.node1", "JK_LB_ACTIVATION", "ACT")
                        .status())
                .isEqualTo(200);
        assertThat(answer("/hello", "HTTP_COOKIE", "JSESSIONID=expired.node1").status())
                .isEqualTo(200);
    }
}
