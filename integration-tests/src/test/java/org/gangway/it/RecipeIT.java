package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The README's recipes that are whole files, as they are printed but for ports, sockets and the user. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class RecipeIT {
    private Landscape landscape;
    private String readme;

    @BeforeAll
    void prepare(Landscape landscape) throws IOException {
        this.landscape = landscape;
        readme = Files.readString(Path.of("../README.md"));
    }

    @Test
    void caddy() throws Exception {
        List<String> recipes = recipes("caddyfile", "/etc/caddy/Caddyfile");
        FreePorts free = new FreePorts();
        String sites = String.join("\n", recipes)
                .replaceFirst(":8085", ":" + free.of("root"))
                .replaceFirst(":8086", ":" + free.of("prefix"));
        String global = "{\n    admin off\n    default_bind 127.0.0.1\n}\n";

        serve(Server.CADDY, global + sites, free);
    }

    /** At the prefix Gangway knows it. */
    @Test
    void h2o() throws Exception {
        List<String> recipes = recipes("yaml", "/etc/h2o/h2o.conf");
        FreePorts free = new FreePorts();
        String hosts = recipes.get(1).substring(recipes.get(1).indexOf("hosts:\n") + "hosts:\n".length());
        String both = (recipes.get(0) + hosts)
                .replace("user: www-data", landscape.sandbox().values().get("YAML_USER"))
                .replace("8087", String.valueOf(free.of("root")))
                .replace("8088", String.valueOf(free.of("prefix")));

        serve(Server.H2O, both, free);
    }

    private void serve(Server server, String configuration, FreePorts free) throws Exception {
        server.missing().ifPresent(LoginServers::skip);
        landscape.backend(Backend.STOCK);
        landscape.backend(Backend.SHOP);
        Path directory = landscape.sandbox().directory("recipe-" + server);
        String name = server.templates().get(0);
        Files.writeString(
                directory.resolve(name),
                configuration
                        .replace(
                                "/run/shop/shop.sock",
                                landscape.socket(Backend.STOCK).toString())
                        .replace(
                                "/run/shop/shop2.sock",
                                landscape.socket(Backend.SHOP).toString()));
        Map<String, Integer> ports = free.release();
        ChildProcess process = new ChildProcess(
                server.command(directory), server.environment(directory), directory.resolve("console.log"));
        try (process) {
            process.awaitReady(() -> ports.values().stream().allMatch(WebServer::accepts));
            assertThat(info(ports.get("root"), "/info/x")).containsEntry("contextPath", "");
            assertThat(info(ports.get("prefix"), "/shop/info/x")).containsEntry("contextPath", "/shop");
        }
    }

    private Map<String, Object> info(int port, String path) throws IOException {
        Map<String, Object> info = Site.json(new Site(null, landscape, port).exchange(Request.get(path)));
        assertThat(info).containsEntry("requestURI", path).containsEntry("serverPort", (long) port);
        return info;
    }

    /** The blocks of the language whose first line names that file, and nothing else. */
    private List<String> recipes(String language, String file) {
        List<String> recipes = Pattern.compile("```" + language + "\n(# " + file + "\n.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(recipes).as("at the root and at a prefix").hasSize(2);
        return recipes;
    }
}
