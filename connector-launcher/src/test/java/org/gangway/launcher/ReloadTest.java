package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.fastcgi.Wire;
import org.gangway.jetty.testing.ClientConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose applications change while it runs. */
class ReloadTest {
    private static final String FAILING =
            "<listener><listener-class>com.example.FailingListener</listener-class></listener>";

    /** Each waits for another, and the common pool may have one thread only. */
    private static final Executor OWN_THREAD = task -> new Thread(task, "test").start();

    @TempDir
    Path directory;

    private GatewayServer gateway;
    /** A connection that is kept from reload to reload. */
    private WebServer client;

    private String cookie;

    private void start(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--port=0", "--work-dir=" + directory.resolve("work")));
        RunPlan plan = RunCommand.parse(all.toArray(String[]::new)).plan(() -> null, Map.of());
        gateway = new GatewayServer(plan);
        gateway.start();
        client = new WebServer(ClientConnection.address(gateway.address()));
    }

    @AfterEach
    void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    /** The version is in the descriptor, in a file, in a page, and in a file, an initializer and a fragment of a jar. */
    private static WarBuilder war(String version) throws Exception {
        return war(version, "");
    }

    private static WarBuilder war(String version, String elements) throws Exception {
        String descriptor = WarBuilder.jakartaDescriptor("6.0")
                .replace(
                        "></web-app>",
                        "><context-param><param-name>version</param-name><param-value>" + version
                                + "</param-value></context-param>" + elements + "</web-app>");
        return new WarBuilder()
                .descriptor(descriptor)
                .probe()
                .library(
                        "library.jar",
                        Map.of(
                                "META-INF/resources/library.txt",
                                ("library " + version).getBytes(StandardCharsets.UTF_8),
                                "META-INF/web-fragment.xml",
                                ("<web-fragment xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>"
                                                + "<context-param><param-name>fragment</param-name><param-value>fragment "
                                                + version + "</param-value></context-param></web-fragment>")
                                        .getBytes(StandardCharsets.UTF_8)))
                .entry("version.txt", "file " + version)
                .entry("version.jsp", "<%@ page contentType='text/plain' %>page " + version);
    }

    private static WarBuilder failing() throws Exception {
        return war("broken", FAILING)
                .bytes("WEB-INF/classes/com/example/FailingListener.class", WarBuilder.example("FailingListener"));
    }

    private String get(String path) throws Exception {
        Answer answer = client.send(Wire.get(1, Wire.KEEP, path, "HTTP_COOKIE", cookie))
                .answer(1)
                .complete();
        if (answer.field("Set-Cookie") != null) {
            cookie = answer.field("Set-Cookie").replaceFirst(";.*", "");
        }
        return answer.status() == 200 ? answer.bodyText() : "status " + answer.status();
    }

    /** Asks over a connection of its own, and waits elsewhere. */
    private CompletableFuture<Answer> send(String path) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return WebServer.get(ClientConnection.address(gateway.address()), path);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                OWN_THREAD);
    }

    private void assertVersion(String context, String version) throws Exception {
        assertThat(get(context + "/version.txt")).isEqualTo("file " + version);
        assertThat(get(context + "/library.txt")).isEqualTo("library " + version);
        assertThat(get(context + "/version.jsp")).isEqualTo("page " + version);
        assertThat(get(context + "/probe/").lines()).contains("fragment=fragment " + version, "version=" + version);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private List<String> workFiles(String name) throws Exception {
        Path work = directory.resolve("work").resolve(name);
        if (!Files.isDirectory(work)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(work)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"written over", "moved over", "a link", "named by a context XML"})
    void packedWarIsServedAsItIsNow(String how) throws Exception {
        Path war = war("1").pack(directory.resolve("app.war"));
        Path served = war;
        if (how.equals("a link")) {
            served = Files.createSymbolicLink(directory.resolve("link.war"), war);
        } else if (how.contains("XML")) {
            served = Files.writeString(
                    directory.resolve("context.xml"),
                    "<?xml version='1.0'?><!DOCTYPE Configure PUBLIC '-//Jetty//Configure//EN'"
                            + " 'https://jetty.org/configure_10_0.dtd'>"
                            + "<Configure class='org.eclipse.jetty.ee10.webapp.WebAppContext'><Set name='war'>" + war
                            + "</Set></Configure>");
        }
        start(served.toString());
        assertVersion("", "1");
        for (String version : List.of("2", "3")) {
            Path next = war(version).pack(directory.resolve("next"));
            if (how.equals("written over")) {
                Files.write(war, Files.readAllBytes(next));
            } else {
                Files.move(next, war, StandardCopyOption.REPLACE_EXISTING);
            }
            gateway.reload("test");
            assertVersion("", version);
        }
    }

    @Test
    void explodedWarIsServedAsItIsNow() throws Exception {
        Path war = war("1").explode(directory.resolve("app"));
        start(war.toString());
        assertVersion("", "1");
        for (String version : List.of("2", "3")) {
            war(version).explode(war);
            gateway.reload("test");
            assertVersion("", version);
        }
    }

    @Test
    void requestThatRunsEndsInTheOldOne() throws Exception {
        Path war = war("1").pack(directory.resolve("app.war"));
        start(war.toString());
        Path hold = Files.createDirectory(directory.resolve("hold"));
        CompletableFuture<Answer> held = send("/probe/?hold=" + hold);
        await(() -> Files.exists(hold.resolve("entered")));

        war("2").pack(war);
        gateway.reload("test");

        assertVersion("", "2");
        assertThat(held).isNotDone();
        assertThat(workFiles("app")).contains("1", "2");
        Files.createFile(hold.resolve("go"));
        assertThat(held.get(60, TimeUnit.SECONDS).bodyText().lines()).contains("version=1", "fragment=fragment 1");
        await(() -> !Files.exists(directory.resolve("work/app/1")));
        assertThat(workFiles("app")).containsExactly("2", "2.source", "webapp");
        assertThat(directory.resolve("work/app/webapp/version.txt")).hasContent("file 2");
        assertVersion("", "2");
    }

    /** A JSP that is compiled meanwhile reads the servlet API so, from jars that both generations have. */
    @ParameterizedTest
    @ValueSource(strings = {"4.0", "6.0", "6.1"})
    void oldOneThatEndsClosesNoStreamOfTheNewOne(String level) throws Exception {
        boolean javax = level.equals("4.0");
        WarBuilder war = javax
                ? new WarBuilder().descriptor(WarBuilder.javaxDescriptor(level)).javaxProbe()
                : new WarBuilder()
                        .descriptor(WarBuilder.jakartaDescriptor(level))
                        .probe();
        start(war.pack(directory.resolve("app.war")).toString());
        String resource = (javax ? "javax" : "jakarta") + "/servlet/http/HttpServlet.class";
        try (InputStream old = gateway.classLoaders().get(0).getResourceAsStream(resource)) {
            assertThat(old.read()).isEqualTo(0xCA);
        }
        Path hold = Files.createDirectory(directory.resolve("hold"));
        CompletableFuture<Answer> held = send("/probe/?hold=" + hold);
        await(() -> Files.exists(hold.resolve("entered")));

        gateway.reload("test");

        try (InputStream stream = gateway.classLoaders().get(0).getResourceAsStream(resource)) {
            assertThat(stream.read()).isEqualTo(0xCA);
            Files.createFile(hold.resolve("go"));
            await(() -> !Files.exists(directory.resolve("work/app/1")));
            assertThat(stream.readAllBytes()).hasSizeGreaterThan(1000);
        }
        assertThat(held.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    /** One sleeps in its thread, one is asynchronous and has no thread. */
    @ParameterizedTest
    @ValueSource(strings = {"sleep", "stream"})
    void requestThatDoesntEndIsEndedAfterTheMercy(String how) throws Exception {
        Path war = war("1").pack(directory.resolve("app.war"));
        start(war.toString(), "--mercy=200ms");
        Path entered = directory.resolve("entered");
        CompletableFuture<Answer> held = send("/probe/?" + how + '=' + entered);
        await(() -> Files.exists(entered));
        WeakReference<ClassLoader> loader =
                new WeakReference<>(gateway.classLoaders().get(0));

        gateway.reload("test");

        // The application may still answer the interrupt of its thread.
        assertThat(held.handle((answer, failure) -> failure != null || answer.status() == 500))
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo(true);
        await(() -> !Files.exists(directory.resolve("work/app/1")));
        assertVersion("", "1");
        await(() -> {
            System.gc();
            return loader.refersTo(null);
        });
    }

    @Test
    void failedStartKeepsTheOldOneAndSaysWhy() throws Exception {
        Path war = war("1").pack(directory.resolve("app.war"));
        start(war.toString());

        failing().pack(war);
        assertThatThrownBy(() -> gateway.reload("test"))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("cannot deploy " + war + " (")
                .hasMessageContaining("; the log has the details");
        assertVersion("", "1");
        assertThat(workFiles("app")).containsExactly("1", "webapp");

        Files.writeString(war, "no zip");
        assertThatThrownBy(() -> gateway.reload("test")).hasMessageContaining(war + " is not a WAR");
        Files.delete(war);
        assertThatThrownBy(() -> gateway.reload("test")).hasMessageContaining("there is no WAR " + war);
        assertVersion("", "1");

        war("2").pack(war);
        gateway.reload("test");
        assertVersion("", "2");
    }

    @Test
    void failedWarmUpKeepsTheOldOne() throws Exception {
        Path needed = Files.createDirectory(directory.resolve("needed"));
        Path war = war("1").pack(directory.resolve("app.war"));
        String target = "/probe/?write=" + needed.resolve("file");
        start(war.toString(), "--warm-up=/version.jsp", "--warm-up=" + target);
        assertThat(needed.resolve("file")).hasContent("1");

        war("2").pack(war);
        gateway.reload("test");
        assertThat(needed.resolve("file")).hasContent("2");

        Files.delete(needed.resolve("file"));
        Files.delete(needed);
        war("3").pack(war);
        assertThatThrownBy(() -> gateway.reload("test"))
                .hasMessageStartingWith("--warm-up " + target + " is answered with 500; ");
        assertVersion("", "2");
    }

    @Test
    void failedWarmUpAtTheStartEndsIt() throws Exception {
        Path war = war("1").pack(directory.resolve("app.war"));
        assertThatThrownBy(() -> start(war.toString(), "--warm-up=/probe/?write=/nowhere/file"))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--warm-up /probe/?write=/nowhere/file is answered with 500; ");
    }

    @Test
    void warsOfADirectoryComeGoAndFailAlone() throws Exception {
        Path webapps = Files.createDirectory(directory.resolve("webapps"));
        war("1").pack(webapps.resolve("a.war"));
        war("1").pack(webapps.resolve("b.war"));
        start(webapps.toString());
        assertVersion("/a", "1");

        Files.delete(webapps.resolve("b.war"));
        war("1").pack(webapps.resolve("c.war"));
        failing().pack(webapps.resolve("new.war"));
        gateway.reload("test");
        assertVersion("/a", "1");
        assertVersion("/c", "1");
        assertThat(get("/b/version.txt")).isEqualTo("status 404");
        assertThat(get("/new/version.txt")).isEqualTo("status 503");
        assertThat(gateway.applications()).isEqualTo("2 applications at /a /c (unavailable: /new)");

        war("2").pack(webapps.resolve("a.war"));
        failing().pack(webapps.resolve("c.war"));
        assertThatThrownBy(() -> gateway.reload("test"))
                .hasMessageStartingWith("cannot deploy " + webapps.resolve("c.war"));
        assertVersion("/a", "1");
        assertVersion("/c", "1");

        war("2").pack(webapps.resolve("c.war"));
        war("2").pack(webapps.resolve("new.war"));
        gateway.reload("test");
        assertVersion("/a", "2");
        assertVersion("/c", "2");
        assertVersion("/new", "2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sessionsGoOverWhereThereIsAStore(boolean store) throws Exception {
        Path war = war("1").pack(directory.resolve("app.war"));
        if (store) {
            start(war.toString(), "--session-store=" + directory.resolve("sessions"));
        } else {
            start(war.toString());
        }
        assertThat(get("/probe/?session=").lines()).contains("count=1");
        assertThat(get("/probe/?session=").lines()).contains("count=2");

        war("2").pack(war);
        gateway.reload("test");

        assertThat(get("/probe/?session=").lines()).contains("version=2", store ? "count=3" : "count=1");
        await(() -> !Files.exists(directory.resolve("work/app/1")));
        assertThat(get("/probe/?session=").lines()).contains(store ? "count=4" : "count=2");
    }

    /** Kept connections have something of the application that answered last, and with EE 8 of the one before. */
    @ParameterizedTest
    @ValueSource(strings = {"4.0", "6.0", "6.1"})
    void oldGenerationsAreGarbage(String level) throws Exception {
        WarBuilder war = level.equals("4.0")
                ? new WarBuilder().descriptor(WarBuilder.javaxDescriptor(level)).javaxProbe()
                : new WarBuilder()
                        .descriptor(WarBuilder.jakartaDescriptor(level))
                        .probe();
        Path packed =
                war.entry("page.jsp", "<%= 6 * 7 %>").entry("file.txt", "file").pack(directory.resolve("app.war"));
        start(packed.toString(), "--warm-up=/page.jsp", "--warm-up=/probe/?session=");
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            for (String path : List.of("/probe/?session=", "/page.jsp", "/file.txt", "/none")) {
                get(path);
            }
            loaders.add(new WeakReference<>(gateway.classLoaders().get(0)));
            gateway.reload("test");
        }
        await(() -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.refersTo(null));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serverThatStopsDoesNotChangeOver(boolean patient) throws Exception {
        Path war = war("1").pack(directory.resolve("app.war"));
        start(war.toString(), "--stop-timeout=" + (patient ? "60s" : "200ms"));
        Path hold = Files.createDirectory(directory.resolve("hold"));
        String slow = "<context-param><param-name>hold</param-name><param-value>" + hold
                + "</param-value></context-param><listener><listener-class>com.example.SlowListener"
                + "</listener-class></listener>";
        war("2", slow)
                .bytes("WEB-INF/classes/com/example/SlowListener.class", WarBuilder.example("SlowListener"))
                .pack(war);
        CompletableFuture<Object> reload = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        gateway.reload("test");
                        return "reloaded";
                    } catch (UserError e) {
                        return e.getMessage();
                    }
                },
                OWN_THREAD);
        await(() -> Files.exists(hold.resolve("entered")));
        CompletableFuture<Void> close = CompletableFuture.runAsync(gateway::close, OWN_THREAD);
        if (patient) {
            await(gateway::isClosing);
            Files.createFile(hold.resolve("go"));
        }
        assertThat(close).succeedsWithin(Duration.ofSeconds(60));
        if (!patient) {
            Files.createFile(hold.resolve("go"));
        }
        assertThat(reload).succeedsWithin(Duration.ofSeconds(60)).isNotEqualTo("reloaded");
        assertThat(workFiles("app")).isEmpty();
    }

    @Test
    void stoppedServerDoesNotReload() throws Exception {
        start(war("1").pack(directory.resolve("app.war")).toString());
        gateway.close();
        assertThatThrownBy(() -> gateway.reload("test")).hasMessage("the server is stopping; start it again");
    }
}
