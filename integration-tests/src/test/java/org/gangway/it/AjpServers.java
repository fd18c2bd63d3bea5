package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Two nodes with {@link NodeWar}, as it is and for each level with a session cookie of another name, and one store of sessions that speak AJP over TCP, one backend with users whom the web server knows, and the web
 * servers before them. All are started when the first test needs them. For one thread.
 */
final class AjpServers implements AutoCloseable {
    private static final String SECRET = "only-we-two-know";

    /** What stands before the nodes. */
    enum Front {
        MOD_PROXY(Server.BALANCER),
        MOD_JK(Server.BALANCER_JK);

        private final Server server;

        Front(Server server) {
            this.server = server;
        }
    }

    /** The processes with an application. */
    enum Backend {
        NODE1,
        NODE2,
        USERS
    }

    private final Sandbox sandbox;
    private final Map<Backend, Integer> ports = new EnumMap<>(Backend.class);
    private final Map<Backend, ChildProcess> backends = new EnumMap<>(Backend.class);
    private final Map<Front, WebServer> fronts = new EnumMap<>(Front.class);
    private final FreePorts reserved = new FreePorts();

    private AjpServers(Sandbox sandbox) {
        this.sandbox = sandbox;
        for (Backend backend : Backend.values()) {
            ports.put(backend, reserved.of(backend.name()));
        }
    }

    /** A client of one of the front's virtual hosts. */
    Visitor visitor(Front front, String host) {
        return new Visitor(port(front, host), null);
    }

    HttpConnection connect(Front front, String host) throws IOException {
        return new HttpConnection(port(front, host), null);
    }

    int port(Front front, String host) {
        front.server.missing().ifPresent(LoginServers::skip);
        return fronts.computeIfAbsent(front, this::start).port(host);
    }

    /** The backend, started if it doesn't run. */
    ChildProcess backend(Backend backend) {
        ChildProcess running = backends.get(backend);
        if (running == null || !running.isAlive()) {
            running = start(backend);
            backends.put(backend, running);
        }
        return running;
    }

    /** Both nodes, running. */
    AjpServers withNodes() {
        backend(Backend.NODE1);
        backend(Backend.NODE2);
        return this;
    }

    int port(Backend backend) {
        return ports.get(backend);
    }

    /** How many requests with this word in the parameter hit have reached a node since it was first started. */
    long hits(Backend backend, String word) {
        return backends.get(backend)
                .output()
                .lines()
                .filter(line -> line.endsWith("hit " + word + "."))
                .count();
    }

    /** What the web server and mod_jk wrote. */
    String log(Front front) {
        return fronts.get(front).log();
    }

    @Override
    public void close() {
        reserved.release();
        fronts.values().forEach(WebServer::close);
        backends.values().forEach(ChildProcess::close);
    }

    private WebServer start(Front front) {
        Map<String, String> values = sandbox.values();
        values.put("FIRST_PORT", String.valueOf(port(Backend.NODE1)));
        values.put("SECOND_PORT", String.valueOf(port(Backend.NODE2)));
        values.put("USERS_PORT", String.valueOf(port(Backend.USERS)));
        values.put("SECRET", SECRET);
        // mod_proxy_ajp sends the variables that begin so, without the prefix; mod_jk those that are named to it.
        values.put("ATTRIBUTE_PREFIX", front == Front.MOD_PROXY ? "AJP_" : "");
        String name = front.server.name().toLowerCase(Locale.ROOT);
        return new WebServer(front.server, sandbox.directory(name), values);
    }

    private ChildProcess start(Backend backend) {
        reserved.release();
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        List<String> command = new ArrayList<>();
        command.add(sandbox.distribution().resolve("bin/gangway").toString());
        command.add("run");
        if (backend == Backend.USERS) {
            environment.put("GANGWAY_SECRET", SECRET);
            command.addAll(users());
        } else {
            command.add("/=" + NodeWar.write(sandbox.file("node.war")));
            for (LoginWar.Level level : LoginWar.Level.values()) {
                Path war = sandbox.file("node-" + level + ".war");
                command.add("/" + level + "=" + NodeWar.writeRenamed(war, level));
            }
            command.addAll(List.of("--route", backend.name().toLowerCase(Locale.ROOT), "--packet-size", "65536"));
            command.addAll(List.of("--secret-file", secretFile().toString()));
            command.addAll(
                    List.of("--session-store", sandbox.file("ajp-sessions").toString()));
        }
        command.addAll(List.of("--protocol", "ajp", "--port", String.valueOf(port(backend))));
        Path log = sandbox.file("ajp-" + backend.name().toLowerCase(Locale.ROOT) + ".log");
        int before = Files.exists(log) ? (int) log.toFile().length() : 0;
        ChildProcess process = new ChildProcess(command, environment, log);
        return process.awaitReady(() -> process.output().indexOf("ready: ", before) >= 0);
    }

    /** WARs of every level, with and without a login of their own, for the users whom the web server knows. */
    private List<String> users() {
        List<String> arguments = new ArrayList<>();
        for (LoginWar.Level level : LoginWar.Level.values()) {
            for (LoginWar.Method method : List.of(LoginWar.Method.NONE, LoginWar.Method.FORM)) {
                Path war = sandbox.file("ajp-" + level + "-" + method + ".war");
                arguments.add("/" + level + "-" + method + "=" + LoginWar.write(war, level, method));
            }
        }
        Path realm = write("ajp-users.properties", "alice: unused,of-the-realm\n");
        arguments.addAll(List.of("--realm", LoginWar.REALM + "=" + realm));
        arguments.addAll(List.of("--remote-user", "authorize", "--attributes", "eppn|entitlement"));
        arguments.addAll(List.of("--roles-from", "entitlement", "--roles-separator", ";"));
        return arguments;
    }

    private Path secretFile() {
        Path file = write("ajp-secret", SECRET + "\n");
        try {
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String content) {
        try {
            return Files.writeString(sandbox.file(name), content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a test method the servers of this run. */
    static final class Parameter implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == AjpServers.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Landscape landscape = Landscape.of(context);
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(AjpServers.class, key -> new AjpServers(landscape.sandbox()), AjpServers.class);
        }
    }
}
