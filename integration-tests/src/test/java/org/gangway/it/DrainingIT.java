package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.it.AjpServers.Backend.NODE1;
import static org.gangway.it.AjpServers.Backend.NODE2;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gangway.it.AjpServers.Front;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node is taken out of service by the administrator of the load balancer, without a user noticing. */
@ExtendWith(AjpServers.Parameter.class)
class DrainingIT {
    private static final String SESSION = "/page?session=1";

    @Test
    void modJkDisabledNodeServesItsSessionsUntilTheyEnd(AjpServers servers) throws Exception {
        Visitor resident = resident(Front.MOD_JK, servers);
        activation("lb", "DIS", servers);
        try {
            assertServesItsSessionsOnly(resident, Front.MOD_JK, servers);
            // mod_jk sends an expired session's request to its old node, which sends the client away.
            Visitor.Page expired = servers.visitor(Front.MOD_JK, "nodes")
                    .with("Cookie: JSESSIONID=gone.node1")
                    .get("/page?session=1&a=%2F");
            assertThat(expired.status()).isEqualTo(307);
            assertThat(expired.location()).isEqualTo("/page?session=1&a=%2F");
            assertThat(expired.head().header("Set-Cookie"))
                    .startsWith("JSESSIONID=;")
                    .contains("Expires=Thu, 01 Jan 1970");
            Visitor.Page byUrl = servers.visitor(Front.MOD_JK, "nodes").get("/page;jsessionid=gone.node1?session=1");
            assertThat(byUrl.status()).isEqualTo(307);
            assertThat(byUrl.location()).isEqualTo(SESSION);
        } finally {
            activation("lb", "ACT", servers);
        }
        BalancerIT.await(() -> BalancerIT.nodeOfNewSession(Front.MOD_JK, servers) == NODE1);
    }

    @ParameterizedTest
    @EnumSource
    void modJkDisabledNodeKnowsTheCookieOfEachApplication(LoginWar.Level level, AjpServers servers) throws Exception {
        String page = "/" + level + SESSION;
        Visitor visitor = servers.withNodes().visitor(Front.MOD_JK, "nodes");
        Visitor.Page first = visitor.get(page);
        while (!renamedCookie(first).startsWith("SHOPID=" + first.fact("id") + ".node1;")) {
            visitor = servers.visitor(Front.MOD_JK, "nodes");
            first = visitor.get(page);
        }
        String id = first.fact("id") + ".node1";
        String attributes = renamedCookie(first).substring(("SHOPID=" + id).length());
        assertThat(attributes).contains("Path=/" + level, "HttpOnly", "Secure");
        activation("renamed", "DIS", servers);
        try {
            assertThat(visitor.get(page).fact("count")).isEqualTo("2");
            String byUrl = "/" + level + "/page;SHOPID=" + id + "?session=1";
            assertThat(servers.visitor(Front.MOD_JK, "nodes").get(byUrl).fact("count"))
                    .isEqualTo("3");

            Visitor returning = servers.visitor(Front.MOD_JK, "nodes").with("Cookie: SHOPID=gone.node1");
            Visitor.Page sentBack = returning.post(page, "a=" + "b".repeat(100_000));
            assertThat(sentBack.status()).isEqualTo(307);
            assertThat(sentBack.location()).isEqualTo(page);
            assertThat(renamedCookie(sentBack).replaceFirst("; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""))
                    .isEqualTo("SHOPID=" + attributes);
            assertThat(returning.get(page).status())
                    .as("a client that keeps it")
                    .isEqualTo(200);
            Visitor.Page moved = servers.visitor(Front.MOD_JK, "nodes").get(page);
            assertThat(renamedCookie(moved)).contains(".node2;");
        } finally {
            activation("renamed", "ACT", servers);
        }
    }

    private static String renamedCookie(Visitor.Page page) {
        return page.head().headers("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(NodeWar.RENAMED + "="))
                .findFirst()
                .orElse("");
    }

    /** It is disabled so that mod_jk chooses it for the requests of another node only that has failed. */
    @Test
    void modJkHotStandbyServesTheSessionsOfTheNodeThatFailed(AjpServers servers) throws Exception {
        Visitor visitor = servers.withNodes().visitor(Front.MOD_JK, "standby");
        Visitor.Page first = visitor.with("Cookie: JSESSIONID=gone.away").get(SESSION);
        assertThat(first.status()).isEqualTo(200);
        assertThat(BalancerIT.nodeOf(first)).isEqualTo(NODE2);
        Visitor expired = servers.visitor(Front.MOD_JK, "standby").with("Cookie: JSESSIONID=gone.node2");
        assertThat(expired.get(SESSION).status()).isEqualTo(307);
        assertThat(servers.visitor(Front.MOD_JK, "standby").get(SESSION).status())
                .isEqualTo(200);
    }

    @Test
    void modJkStoppedNodeServesNobody(AjpServers servers) throws Exception {
        Visitor resident = resident(Front.MOD_JK, servers);
        activation("lb", "STP", servers);
        try {
            Visitor.Page moved = resident.get(SESSION);
            assertThat(moved.fact("count")).as("the session goes on").isEqualTo("2");
            assertThat(BalancerIT.nodeOf(moved)).isEqualTo(NODE2);
            assertThat(resident.get(SESSION).fact("count")).isEqualTo("3");
        } finally {
            activation("lb", "ACT", servers);
        }
    }

    @Test
    void modProxyDrainingNodeServesItsSessionsAndTakesNoNewOnes(AjpServers servers) throws Exception {
        Visitor resident = resident(Front.MOD_PROXY, servers);
        drain("1", servers);
        try {
            assertServesItsSessionsOnly(resident, Front.MOD_PROXY, servers);
        } finally {
            drain("0", servers);
        }
        BalancerIT.await(() -> BalancerIT.nodeOfNewSession(Front.MOD_PROXY, servers) == NODE1);
    }

    /** One who has a session at the node that will be taken out. */
    private static Visitor resident(Front front, AjpServers servers) throws Exception {
        servers.withNodes();
        return BalancerIT.at(NODE1, front, servers);
    }

    private static void assertServesItsSessionsOnly(Visitor resident, Front front, AjpServers servers)
            throws Exception {
        assertThat(resident.get(SESSION).fact("count")).isEqualTo("2");
        for (int i = 0; i < 4; i++) {
            assertThat(BalancerIT.nodeOfNewSession(front, servers)).isEqualTo(NODE2);
        }
    }

    private static void activation(String balancer, String state, AjpServers servers) throws Exception {
        Visitor.Page page = servers.visitor(Front.MOD_JK, "nodes")
                .get("/jk-status?cmd=update&from=list&mime=txt&w=" + balancer + "&sw=node1&vwa=" + state);
        assertThat(page.text()).contains("type=OK");
    }

    private static void drain(String on, AjpServers servers) throws Exception {
        Visitor manager = servers.visitor(Front.MOD_PROXY, "nodes");
        Matcher nonce = Pattern.compile("nonce=([-0-9a-f]+)")
                .matcher(manager.get("/balancer-manager").text());
        assertThat(nonce.find()).isTrue();
        String host = "http://www.example.test:" + servers.port(Front.MOD_PROXY, "nodes");
        Visitor.Page done = manager.with("Referer: " + host + "/balancer-manager")
                .post(
                        "/balancer-manager",
                        "w_status_N=" + on + "&b=shop&w=ajp://127.0.0.1:" + servers.port(NODE1) + "&nonce="
                                + nonce.group(1));
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.text().contains("Init Drn")).isEqualTo(on.equals("1"));
    }
}
