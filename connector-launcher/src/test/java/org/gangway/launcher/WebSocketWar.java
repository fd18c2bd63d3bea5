package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A WAR with two WebSockets, compiled with the API of its level: {@code /chat} is an annotated endpoint, {@code /own} is
 * one with Jetty's own API. Both say again what they get.
 */
enum WebSocketWar {
    EE8("javax", WarBuilder.javaxDescriptor("4.0"), "ee8.", "session.getRemote().sendString(\"own \" + text);"),
    EE10("jakarta", WarBuilder.jakartaDescriptor("6.0"), "", "session.sendText(\"own \" + text, null);"),
    EE11("jakarta", WarBuilder.jakartaDescriptor("6.1"), "", "session.sendText(\"own \" + text, null);");

    private static final String CHAT = """
            package com.example;
            import NAMESPACE.websocket.*;
            import NAMESPACE.websocket.server.*;
            import NAMESPACE.servlet.http.HttpSession;
            @ServerEndpoint(value = "/chat", configurator = Chat.Handshake.class)
            public class Chat {
                public static class Handshake extends ServerEndpointConfig.Configurator {
                    @Override
                    public void modifyHandshake(ServerEndpointConfig c, HandshakeRequest q, HandshakeResponse p) {
                        HttpSession session = (HttpSession) q.getHttpSession();
                        c.getUserProperties().put("count", session == null ? "no" : session.getAttribute("count"));
                    }
                }
                private Object count;
                @OnOpen
                public void come(Session session, EndpointConfig config) {
                    count = config.getUserProperties().get("count");
                }
                @OnMessage
                public String say(Session session, String text) {
                    return !text.equals("who") ? text
                        : (session.getUserPrincipal() == null ? "nobody" : session.getUserPrincipal().getName())
                        + " at " + session.getRequestURI().getPath() + " from "
                        + session.getUserProperties().get("NAMESPACE.websocket.endpoint.remoteAddress")
                        + ", session " + count;
                }
            }
            """;

    private static final String OWN = """
            package com.example;
            import org.eclipse.jetty.JETTYwebsocket.api.Session;
            import org.eclipse.jetty.JETTYwebsocket.api.annotations.*;
            @WebSocket
            public class Own {
                @OnWebSocketMessage
                public void say(Session session, String text) throws Exception {
                    ANSWER
                }
            }
            """;

    private static final String SERVLET = """
            package com.example;
            import NAMESPACE.servlet.annotation.WebServlet;
            import org.eclipse.jetty.LEVEL.websocket.server.*;
            @WebServlet("/own")
            public class OwnServlet extends JettyWebSocketServlet {
                @Override
                protected void configure(JettyWebSocketServletFactory factory) {
                    factory.register(Own.class);
                }
            }
            """;

    private final String namespace;
    private final String descriptor;
    private final String jetty;
    private final String answer;

    WebSocketWar(String namespace, String descriptor, String jetty, String answer) {
        this.namespace = namespace;
        this.descriptor = descriptor;
        this.jetty = jetty;
        this.answer = answer.replace("null", "org.eclipse.jetty.websocket.api.Callback.NOOP");
    }

    String level() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes it, named after its level. */
    Path pack(Path directory) throws IOException, InterruptedException {
        Path sources = Files.createDirectories(directory.resolve("sources-" + level()));
        Path classes = Files.createDirectories(directory.resolve("classes-" + level()));
        Process compiler = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        classPath(),
                        "-d",
                        classes.toString(),
                        source(sources, "Chat", CHAT),
                        source(sources, "Own", OWN),
                        source(sources, "OwnServlet", SERVLET))
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as(said).isZero();
        WarBuilder war = new WarBuilder().descriptor(descriptor);
        if (namespace.equals("javax")) {
            war.javaxProbe();
        } else {
            war.probe();
        }
        Path example = classes.resolve("com").resolve("example");
        try (Stream<Path> files = Files.list(example)) {
            for (Path file : files.toList()) {
                war.bytes("WEB-INF/classes/com/example/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return war.pack(directory.resolve(level() + ".war"));
    }

    private String classPath() {
        Path jars = Path.of(System.getProperty("gangway.home"), "lib", level(), "*");
        return jars + File.pathSeparator + System.getProperty("java.class.path");
    }

    private String source(Path directory, String name, String text) throws IOException {
        return Files.writeString(
                        directory.resolve(name + ".java"),
                        text.replace("NAMESPACE", namespace)
                                .replace("JETTY", jetty)
                                .replace("LEVEL", level())
                                .replace("ANSWER", answer))
                .toString();
    }
}
