package org.gangway.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * All web servers and backends of one run of the tests, each started when the first test needs it and stopped at the
 * end. For one thread.
 */
final class Landscape implements AutoCloseable {
    private final Sandbox sandbox = new Sandbox();
    private final Map<Backend, Integer> ports = new EnumMap<>(Backend.class);
    /** Keep each port free until its backend needs it. */
    private final Map<Backend, FreePorts> held = new EnumMap<>(Backend.class);

    private final Map<Server, WebServer> servers = new EnumMap<>(Server.class);
    private final Map<Backend, Gangway> backends = new EnumMap<>(Backend.class);
    private final Matrix matrix = new Matrix(variant -> variant.server().version());

    private Landscape() {
        for (Backend backend : Backend.values()) {
            if (backend.transport() == Backend.Transport.TCP) {
                FreePorts free = new FreePorts();
                ports.put(backend, free.of(backend.name()));
                held.put(backend, free);
            }
        }
    }

    /** The one of this run. */
    static Landscape of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Landscape.class, key -> new Landscape(), Landscape.class);
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** The variant, with its server and its backend running. */
    Site site(Variant variant) {
        backend(variant.backend());
        return new Site(variant, this, server(variant.server()).port(variant.port()));
    }

    Matrix matrix() {
        return matrix;
    }

    /** The running backend, or null for one that the web server starts. */
    Gangway backend(Backend backend) {
        return backend == Backend.SPAWNED ? null : backends.computeIfAbsent(backend, this::start);
    }

    WebServer server(Server server) {
        return servers.computeIfAbsent(server, this::start);
    }

    /** Sends SIGTERM to the variant's backend. */
    void terminate(Variant variant) {
        Gangway backend = backend(variant.backend());
        if (backend == null) {
            server(variant.server()).terminateSpawned();
        } else {
            backend.terminate();
        }
    }

    /** Waits for the end of the terminated backend and starts it again at the same address, or lets the server do it. */
    void restart(Variant variant) {
        Gangway old = backends.remove(variant.backend());
        if (old == null) {
            server(variant.server()).awaitSpawnedEnded();
        } else {
            old.awaitEnd();
            old.close();
            backend(variant.backend());
        }
    }

    /** What the variant's processes wrote lately. */
    String log(Variant variant) {
        WebServer server = servers.get(variant.server());
        Gangway backend = backends.get(variant.backend());
        return "--- " + variant.server() + "\n" + (server == null ? "" : server.log()) + "\n--- backend "
                + variant.backend() + "\n" + (backend == null ? "" : backend.log());
    }

    @Override
    public void close() {
        servers.values().forEach(WebServer::close);
        backends.values().forEach(Gangway::close);
        Path target = Path.of(System.getProperty("gangway.target"));
        sandbox.close(target.resolve("it-logs"));
        matrix.publish(target.resolve("matrix.md"));
    }

    private WebServer start(Server server) {
        Map<String, String> values = sandbox.values();
        for (Backend backend : Backend.values()) {
            if (backend.transport() == Backend.Transport.TCP) {
                values.put(backend + "_PORT", ports.get(backend).toString());
            } else {
                values.put(backend + "_SOCKET", socket(backend).toString());
            }
        }
        return new WebServer(server, sandbox.directory(server.name().toLowerCase(Locale.ROOT)), values);
    }

    private Gangway start(Backend backend) {
        Path war = backend == Backend.AUTHORIZER ? sandbox.authorizerWar() : sandbox.war();
        Path log = sandbox.file("backend-" + backend + ".log");
        List<String> options = new ArrayList<>(backend.options());
        if (backend.needsSecret()) {
            options.addAll(List.of("--secret-file", sandbox.secretFile().toString()));
        }
        if (backend.transport() == Backend.Transport.TCP) {
            held.get(backend).release();
            return Gangway.onPort(sandbox.distribution(), war, backend.protocol(), ports.get(backend), options, log);
        }
        return Gangway.onSocket(sandbox.distribution(), war, backend.protocol(), socket(backend), options, log);
    }

    /** The port of a backend that has one. */
    int port(Backend backend) {
        return ports.get(backend);
    }

    /** The path of the backend's Unix socket. */
    Path socket(Backend backend) {
        return sandbox.file(backend.name().toLowerCase(Locale.ROOT) + ".sock");
    }
}
