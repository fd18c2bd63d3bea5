package org.gangway.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A WAR with two WebSockets, compiled with what a stock Jetty has for its level: {@code /chat} is an annotated endpoint,
 * {@code /own} is one with Jetty's own API. Both say again what they get.
 */
enum EchoWar {
    EE8("javax", "websocket-javax", "ee8.", "session.getRemote().sendString(\"own \" + text)"),
    EE10("jakarta", "websocket-jakarta", "", "session.sendText(\"own \" + text, Callback.NOOP)"),
    EE11("jakarta", "websocket-jakarta", "", "session.sendText(\"own \" + text, Callback.NOOP)");

    private static final String CHAT = """
            package com.example;
            import NAMESPACE.websocket.*;
            import NAMESPACE.websocket.server.ServerEndpoint;
            @ServerEndpoint("/chat")
            public class Chat {
                @OnMessage
                public String say(Session session, String text) {
                    return "chat " + text + " at " + session.getRequestURI().getPath();
                }
            }
            """;
    private static final String OWN = """
            package com.example;
            import org.eclipse.jetty.JETTYwebsocket.api.*;
            import org.eclipse.jetty.JETTYwebsocket.api.annotations.*;
            @WebSocket
            public class Own {
                @OnWebSocketMessage
                public void say(Session session, String text) throws Exception {
                    ANSWER;
                }
            }
            """;
    private static final String SERVLET = """
            package com.example;
            import org.eclipse.jetty.LEVEL.websocket.server.*;
            @NAMESPACE.servlet.annotation.WebServlet("/own")
            public class OwnServlet extends JettyWebSocketServlet {
                @Override
                protected void configure(JettyWebSocketServletFactory factory) {
                    factory.register(Own.class);
                }
            }
            """;

    private final String namespace;
    private final String module;
    private final String jetty;
    private final String answer;

    EchoWar(String namespace, String module, String jetty, String answer) {
        this.namespace = namespace;
        this.module = module;
        this.jetty = jetty;
        this.answer = answer;
    }

    String level() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The modules of Jetty that it needs. */
    String modules() {
        return String.join(",", level() + "-deploy", level() + "-" + module, level() + "-websocket-jetty");
    }

    /**
     * Makes it.
     *
     * @param jettyHome the stock Jetty
     * @param directory an empty directory
     */
    Path pack(Path jettyHome, Path directory) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("WEB-INF/classes"));
        Path lib = jettyHome.resolve("lib");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/javac").toString(),
                "-proc:none",
                "-nowarn",
                "-cp",
                lib.resolve(level() + "-websocket") + "/*:" + lib + "/*",
                "-d",
                classes.toString()));
        command.add(source(directory, "Chat", CHAT));
        command.add(source(directory, "Own", OWN));
        command.add(source(directory, "OwnServlet", SERVLET));
        Path log = directory.resolve("javac.log");
        try (ChildProcess compiler = new ChildProcess(command, Map.of(), log)) {
            if (compiler.awaitEnd() != 0) {
                throw new AssertionError(compiler.output());
            }
        }
        Path war = directory.resolve(level() + ".war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return war;
    }

    private String source(Path directory, String name, String text) throws IOException {
        return Files.writeString(
                        directory.resolve(name + ".java"),
                        text.replace("NAMESPACE", namespace)
                                .replace("JETTY", jetty)
                                .replace("LEVEL", level())
                                .replace("ANSWER", answer),
                        StandardCharsets.UTF_8)
                .toString();
    }
}
