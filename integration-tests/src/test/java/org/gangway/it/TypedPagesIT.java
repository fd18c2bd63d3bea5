package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages' commands, files and outputs, typed as a reader would type them, with the paths and ports that they print: each
 * page in a copy of this system with a network of its own, which is gone afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypedPagesIT {
    private static final int CANNOT = 77;
    /** What nobody could install. */
    private static final String NOT_ALLOWED = "this system doesn't allow ";

    private static final List<String> UNSHARE =
            List.of("unshare", "--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child");

    private final ExecutorService typists = Executors.newFixedThreadPool(3);
    private final Map<String, Future<Ended>> sessions = new LinkedHashMap<>();

    private record Ended(int status, String transcript) {}

    static List<TypedPage> pages() throws IOException {
        List<TypedPage> pages = new ArrayList<>();
        for (String page : PageBlock.pages()) {
            TypedPage typed = TypedPage.of(page);
            if (typed.isTyped()) {
                pages.add(typed);
            }
        }
        return pages;
    }

    @BeforeAll
    void begin(@TempDir Path directory) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can type them");
        if (Program.find("unshare").isEmpty()) {
            LoginServers.skip("unshare is not installed");
        }
        assumeTrue(run(directory.resolve("probe"), List.of("true")).status == 0, NOT_ALLOWED + "namespaces");
        Path functions =
                Path.of(TypedPagesIT.class.getResource("/typed-session.sh").toURI());
        Path driver = Path.of(org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String sources = Path.of("..").toRealPath().toString();
        for (TypedPage page : pages()) {
            Path session = directory.resolve(page.page().replace('/', '-') + ".sh");
            Files.writeString(session, page.script());
            List<String> command = List.of(
                    "sh",
                    functions.toString(),
                    session.toString(),
                    sources,
                    System.getProperty("java.home"),
                    System.getProperty("gangway.repository"),
                    driver.toString());
            sessions.put(
                    page.page(),
                    typists.submit(() -> run(session.resolveSibling(session.getFileName() + ".out"), command)));
        }
    }

    private static Ended run(Path output, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(UNSHARE);
        command.addAll(words);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(output));
    }

    @AfterAll
    void end() {
        typists.shutdownNow();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void blocksDoWhatThePageSays(TypedPage page) throws Exception {
        Ended ended = sessions.get(page.page()).get();
        if (ended.status == CANNOT) {
            String why = ended.transcript.lines().reduce((all, line) -> line).orElse("");
            assumeFalse(why.startsWith(NOT_ALLOWED), why);
            LoginServers.skip(page + ": " + why);
        }
        assertThat(ended.status).as(page + ":\n" + ended.transcript).isZero();
    }
}
