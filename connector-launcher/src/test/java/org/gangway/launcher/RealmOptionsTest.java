package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.LoginService;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RealmOptionsTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(directory.resolve("users.properties"), "alice: secret,admin,staff\nbob: b-secret\n");
    }

    private static RealmOptions parse(String... arguments) {
        RealmOptions options = new RealmOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("realm", mixin(options))).parseArgs(arguments);
        return options;
    }

    private static CommandLine.Model.CommandSpec mixin(Object options) {
        return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
    }

    private static UserIdentity login(LoginService service, String user, String password) {
        return service.login(user, password, null, create -> null);
    }

    @Test
    void usersOfSeveralRealmsCanLogIn() throws Exception {
        Path other = Files.writeString(directory.resolve("other=1.properties"), "carol: c-secret,editor\n");
        Server server = new Server();
        parse("--realm", "Shop Users=" + file, "--realm", "other=" + other)
                .realms()
                .forEach(realm -> realm.applyTo(server));
        server.start();
        try {
            assertThat(server.getBeans(LoginService.class).stream().map(LoginService::getName))
                    .containsExactly("Shop Users", "other");
            LoginService shop =
                    server.getBeans(HashLoginService.class).iterator().next();
            UserIdentity alice = login(shop, "alice", "secret");
            assertThat(alice.isUserInRole("admin")).isTrue();
            assertThat(alice.isUserInRole("staff")).isTrue();
            assertThat(login(shop, "bob", "b-secret").isUserInRole("admin")).isFalse();
            assertThat(login(shop, "alice", "wrong")).isNull();
            assertThat(login(shop, "carol", "c-secret")).isNull();
        } finally {
            server.stop();
        }
    }

    @Test
    void changedFileTakesEffectAndBrokenOneDoesNot() throws Exception {
        Server server = new Server();
        parse("--realm", "shop=" + file).realms().get(0).applyTo(server);
        server.start();
        try {
            LoginService shop = server.getBean(LoginService.class);
            assertThat(login(shop, "dave", "new")).isNull();
            Files.writeString(file, "dave: new\n");
            await(() -> login(shop, "dave", "new") != null);
            assertThat(login(shop, "alice", "secret")).isNull();
            Files.writeString(file, "dave: \\uZZZZ\n");
            ((HashLoginService) shop).getBean(RealmUsers.class).loadUsers();
            assertThat(login(shop, "dave", "new")).isNotNull();
            Files.writeString(file, "eve: newer\n");
            await(() -> login(shop, "eve", "newer") != null);
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop, is no realm; write it like \"shop=",
        "shop=, is no realm; write it like \"shop=",
        "=users.properties, is no realm; write it like \"shop="
    })
    void malformedRealmIsUsage(String text, String message) {
        assertThatThrownBy(() -> parse("--realm", text).realms())
                .isInstanceOfSatisfying(
                        UserError.class, error -> assertThat(error.exitStatus()).isEqualTo(UserError.USAGE))
                .hasMessageContaining(message);
    }

    @Test
    void fileThatIsNoUsersFileFails() throws Exception {
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> parse("--realm", "shop=" + none).realms())
                .hasMessage("there is no file " + none + " for the realm shop; check --realm");
        assertThatThrownBy(() -> parse("--realm", "shop=" + directory).realms())
                .hasMessageStartingWith("cannot read " + directory + " for the realm shop; ");
        Path broken = Files.writeString(directory.resolve("broken"), "alice: \\u12\n");
        assertThatThrownBy(() -> parse("--realm", "shop=" + broken).realms())
                .hasMessageStartingWith("cannot read the users of the realm shop in " + broken + " (");
        assertThatThrownBy(() -> parse("--realm", "shop=" + file, "--realm", "shop=" + file)
                        .realms())
                .hasMessage("--realm shop is given twice; put all its users into one file");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
