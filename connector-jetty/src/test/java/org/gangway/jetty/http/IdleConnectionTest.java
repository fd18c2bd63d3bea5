package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.GatewayServer.until;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.gangway.jetty.AjpConnectionFactory;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.ajp.AjpAnswer;
import org.gangway.jetty.ajp.AjpWire;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.fastcgi.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A web server keeps many connections that rest: each holds its parts, but nothing of a request, no buffer and no list.
 * Whoever adds a part to a connection finds it here, and thinks of the memory.
 */
@Timeout(30)
class IdleConnectionTest {
    private static final String[] PARTS = {
        "GatewayConnection", "InputPump", "AutoLock", "OutputQueue", "AutoLock", "Life", "Deadlines", "ActiveExchanges"
    };

    private GatewayServer<GatewayConnectionFactory> gateway;

    private void start(GatewayConnectionFactory factory) throws Exception {
        gateway = new GatewayServer<>(factory);
        gateway.serve("/echo", (request, response) -> request.getInputStream().transferTo(response.getOutputStream()));
        gateway.start();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void overFastCgi() throws Exception {
        start(new FastCgiConnectionFactory());
        try (WebServer web = new WebServer(gateway.address())) {
            for (int i = 0; i < 8; i++) {
                web.send(Wire.get(1, Wire.KEEP, "/echo")).answer(1);
            }
            assertHeld(PARTS, "FastCgiSession", "FastCgiParser", "FastCgiFarewell", "ActiveIds");
            web.send(Wire.post(1, Wire.KEEP, "/echo", new byte[100_000])).answer(1);
            assertHeld(PARTS, "FastCgiSession", "FastCgiParser", "FastCgiFarewell", "ActiveIds", "BufferedBytes");
        }
    }

    @Test
    void overAjp() throws Exception {
        start(new AjpConnectionFactory());
        try (SocketChannel web = SocketChannel.open(gateway.address())) {
            for (int i = 0; i < 8; i++) {
                exchange(web, AjpWire.get("/echo"));
            }
            String[] ajp = {
                "AjpSession",
                "AjpParser",
                "AjpInteger",
                "AjpInteger",
                "BodyFraming",
                "BodyPacket",
                "BodyPacketTrailer",
                "Dialogue",
                "Lambda"
            };
            assertHeld(PARTS, ajp);
            exchange(web, AjpWire.join(AjpWire.post("/echo", "8000"), AjpWire.body(new byte[8000], 8000)));
            assertHeld(PARTS, ajp);
        }
    }

    private static void exchange(SocketChannel web, byte[] request) throws IOException {
        web.write(ByteBuffer.wrap(request));
        AjpAnswer answer = new AjpAnswer();
        ByteBuffer input = ByteBuffer.allocate(65536);
        while (!answer.isComplete()) {
            assertThat(web.read(input)).isPositive();
            answer.take(input.flip());
            input.compact();
        }
    }

    /** The answer may be here before the server has put away what it served the request with. */
    private void assertHeld(String[] parts, String... more) {
        List<String> expected = new ArrayList<>(List.of(parts));
        expected.addAll(List.of(more));
        Collections.sort(expected);
        until(() -> "an idle connection holds " + held() + ", not " + expected, () -> held().equals(expected));
    }

    private List<String> held() {
        List<EndPoint> endPoints = List.copyOf(gateway.connector().getConnectedEndPoints());
        assertThat(endPoints).hasSize(1);
        return held(endPoints.get(0).getConnection());
    }

    /** The objects that belong to a connection alone, as far as they are ours or lie in a field of ours. */
    private static List<String> held(Connection connection) {
        List<String> names = new ArrayList<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> found = new ArrayDeque<>(List.of(connection));
        while (!found.isEmpty()) {
            Object object = found.poll();
            Class<?> type = object.getClass();
            if (isShared(object) || !seen.add(object)) {
                continue;
            }
            names.add(type.isHidden() ? "Lambda" : type.getSimpleName());
            for (Class<?> c = type; isOurs(c) && !type.isHidden(); c = c.getSuperclass()) {
                for (Field field : c.getDeclaredFields()) {
                    Object value = value(object, field);
                    if (value != null) {
                        found.add(value);
                    }
                }
            }
        }
        Collections.sort(names);
        return names;
    }

    private static Object value(Object object, Field field) {
        if (field.getType().isPrimitive() || Modifier.isStatic(field.getModifiers())) {
            return null;
        }
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException x) {
            throw new IllegalStateException(x);
        }
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("org.gangway.");
    }

    /** What all connections of a connector have in common, or all of the JVM. */
    private static boolean isShared(Object object) {
        String name = object.getClass().getSimpleName();
        return object instanceof Enum
                || object instanceof GatewayConnectionFactory
                || name.equals("ConnectorState")
                || name.equals("RequestLimits")
                || name.endsWith("Sessions");
    }
}
