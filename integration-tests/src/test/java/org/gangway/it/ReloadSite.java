package org.gangway.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** nginx before an application whose WAR is replaced again and again. */
final class ReloadSite implements AutoCloseable {
    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <context-param><param-name>version</param-name><param-value>%d</param-value></context-param>
              <servlet>
                <servlet-name>reload</servlet-name>
                <servlet-class>org.gangway.it.ReloadServlet</servlet-class>
              </servlet>
              <servlet-mapping><servlet-name>reload</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
            </web-app>
            """;

    /** Between nginx and the application. */
    enum Transport {
        UNIX,
        TCP
    }

    final Path socket;
    final Path pidFile;
    final Gangway gangway;
    final WebServer nginx;

    private final Sandbox sandbox;
    private final Path war;
    private final Path log;

    /** Starts both; version 1 is served. */
    ReloadSite(String name, Transport transport, Sandbox sandbox, String... options) throws IOException {
        this.sandbox = sandbox;
        String unique = name + '-' + transport.name().toLowerCase(Locale.ROOT);
        war = write(sandbox.file(unique + ".war"), 1);
        log = sandbox.file(unique + ".log");
        pidFile = sandbox.file(unique + ".pid");
        socket = sandbox.file(unique + ".sock");
        FreePorts free = new FreePorts();
        int port = free.of("app");
        free.release();
        List<String> all = new ArrayList<>(List.of("--warm-up=/", "--pidfile=" + pidFile));
        all.addAll(List.of(options));
        Map<String, String> values = new HashMap<>(sandbox.values());
        if (transport == Transport.UNIX) {
            // nginx's workers are of another user.
            all.add("--socket-mode=0666");
            values.put("APP", "unix:" + socket);
            gangway = Gangway.onSocket(sandbox.distribution(), war, Protocol.FASTCGI, socket, all, log);
        } else {
            values.put("APP", "127.0.0.1:" + port);
            gangway = Gangway.onPort(sandbox.distribution(), war, Protocol.FASTCGI, port, all, log);
        }
        try {
            nginx = new WebServer(Server.RELOAD_NGINX, sandbox.directory(unique), values);
        } catch (RuntimeException | Error e) {
            gangway.close();
            throw e;
        }
    }

    /** Puts another version in the place of the WAR. */
    void replaceWar(int version) throws IOException {
        Files.move(write(sandbox.file("next.war"), version), war, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Does as gangway reload. */
    String reload() throws IOException {
        Path control = pidFile.resolveSibling(pidFile.getFileName() + ".control");
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(control))) {
            channel.write(ByteBuffer.wrap("reload\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(1024);
            while (channel.read(answer) >= 0) {
                // until the end
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        }
    }

    /** What the application and its server wrote. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, int version) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                InputStream servlet = ReloadSite.class.getResourceAsStream("ReloadServlet.class")) {
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write(WEB_XML.formatted(version).getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/org/gangway/it/ReloadServlet.class"));
            zip.write(servlet.readAllBytes());
        }
        return file;
    }

    @Override
    public void close() throws Exception {
        try (gangway) {
            nginx.close();
        }
    }
}
