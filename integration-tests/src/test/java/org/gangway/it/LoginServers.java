package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The web servers before a WAR with a login of its own, started when the first test needs them; the backends come and
 * go with the tests. For one thread.
 */
final class LoginServers implements AutoCloseable {
    private final Sandbox sandbox;
    private final Map<Server, WebServer> servers = new EnumMap<>(Server.class);
    private int starts;

    private LoginServers(Sandbox sandbox) {
        this.sandbox = sandbox;
        try {
            // An empty password, because a certificate brings none; EE 8 spells a subject without a blank.
            Files.writeString(realmFile(), """
                    alice: secret,admin
                    bob: b-secret
                    CN\\=alice,\\ O\\=Example: ,admin
                    CN\\=alice,O\\=Example: ,admin
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** The option that lets alice, an administrator, and bob log in. */
    List<String> realm() {
        return List.of("--realm", LoginWar.REALM + "=" + realmFile());
    }

    private Path realmFile() {
        return sandbox.file("users.properties");
    }

    /** A client of one of the web servers; without TLS, the context is null. */
    Visitor visitor(Server server, String port, SSLContext tls) {
        return new Visitor(port(server, port), tls);
    }

    Visitor visitor(Server server, String port) {
        return visitor(server, port, null);
    }

    private int port(Server server, String port) {
        server.missing().ifPresent(LoginServers::skip);
        return servers.computeIfAbsent(server, this::start).port(port);
    }

    /** Skips the test, but not where nothing may be skipped. */
    static void skip(String reason) {
        if (System.getenv("CI") != null) {
            throw new AssertionError(reason + ", and CI is set: nothing may be skipped");
        }
        System.out.println("skipped: " + reason);
        Assumptions.abort(reason);
    }

    /** A WAR of the sandbox, made when it isn't there. */
    Path war(LoginWar.Level level, LoginWar.Method method) {
        Path war = sandbox.file(level + "-" + method + ".war");
        return Files.exists(war) ? war : LoginWar.write(war, level, method);
    }

    /** Starts a backend that all ports but "other" lead to. */
    ChildProcess start(Path war, List<String> options) {
        return start(war, socket("login"), options, Map.of());
    }

    /** Starts a backend that the port "other" leads to. */
    ChildProcess startOther(Path war, List<String> options) {
        return start(war, socket("other"), options, Map.of());
    }

    ChildProcess start(Path war, List<String> options, Map<String, String> environment) {
        return start(war, socket("login"), options, environment);
    }

    /** Starts a backend, and does something while it starts. */
    ChildProcess startWhile(Path war, List<String> options, Step step) throws Exception {
        ChildProcess process = launch(war, socket("login"), options, Map.of());
        step.run();
        return process.awaitReady(() -> process.output().contains("ready: "));
    }

    private ChildProcess start(Path war, Path socket, List<String> options, Map<String, String> environment) {
        ChildProcess process = launch(war, socket, options, environment);
        return process.awaitReady(() -> process.output().contains("ready: ") && accepts(socket));
    }

    private ChildProcess launch(Path war, Path socket, List<String> options, Map<String, String> environment) {
        List<String> arguments = new ArrayList<>(List.of(war.toString(), "--socket", socket.toString()));
        arguments.addAll(List.of("--socket-mode", "0666"));
        arguments.addAll(options);
        return run(arguments, environment);
    }

    /** Puts the JDBC driver of PostgreSQL where an administrator puts it. */
    void installDriver() {
        try {
            Path directory = Files.createDirectories(sandbox.distribution().resolve("lib/ext"));
            Path jar = Path.of(org.postgresql.Driver.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Files.copy(jar, directory.resolve("postgresql.jar"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs the program without waiting for anything. */
    ChildProcess run(List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(sandbox.distribution().resolve("bin/gangway").toString());
        command.add("run");
        command.addAll(arguments);
        Map<String, String> all = new HashMap<>(environment);
        all.put("JAVA_HOME", System.getProperty("java.home"));
        return new ChildProcess(command, all, sandbox.file("login-backend-" + ++starts + ".log"));
    }

    /** Ends a backend as an administrator does, and waits for its end. */
    static void stop(ChildProcess backend) {
        backend.terminate();
        int status = backend.awaitEnd();
        if (status != 0) {
            throw new AssertionError("exit status " + status + " after SIGTERM:\n" + backend.output());
        }
    }

    @Override
    public void close() {
        servers.values().forEach(WebServer::close);
    }

    private WebServer start(Server server) {
        Map<String, String> values = sandbox.values();
        values.put("LOGIN_SOCKET", socket("login").toString());
        values.put("OTHER_SOCKET", socket("other").toString());
        return new WebServer(server, sandbox.directory(server.name().toLowerCase(Locale.ROOT)), values);
    }

    private Path socket(String name) {
        return sandbox.file(name + ".sock");
    }

    private static boolean accepts(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What happens meanwhile. */
    interface Step {
        void run() throws Exception;
    }

    /** Gives a test method the servers of this run. */
    static final class Parameter implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == LoginServers.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Landscape landscape = Landscape.of(context);
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(
                            LoginServers.class, key -> new LoginServers(landscape.sandbox()), LoginServers.class);
        }
    }
}
