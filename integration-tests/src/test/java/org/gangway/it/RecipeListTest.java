package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each configuration of a web server on the pages is run as it is printed, or is named here. */
class RecipeListTest {
    private static final Pattern CONFIGURATION =
            Pattern.compile("(?ms)^ *```(?:apache|nginx|lighttpd|haproxy|caddyfile|yaml|properties)\\n(.*?)^ *```$");

    private record Reason(int blocks, String why) {}

    /** Where blocks stand that no {@code gangway conf} prints, how many, and what runs or checks them. */
    private static final Map<String, Reason> OTHERS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "docs/ajp.md",
                    new Reason(
                            9,
                            "PrintedBlocksIT runs them as printed, but mod_shib's, which AjpUsersIT has the like of")),
            Map.entry("docs/websocket.md", new Reason(2, "PrintedBlocksIT runs them as printed")),
            Map.entry("docs/applications.md", new Reason(1, "no web server's: the users of a realm, see LoginIT")),
            Map.entry("docs/embedding.md", new Reason(1, "AuthorizerIT runs it, see below")),
            Map.entry("docs/from-django.md", new Reason(2, "FromDjangoIT runs them as printed")),
            Map.entry("docs/health.md", new Reason(1, "PrintedBlocksIT runs it as printed, but for the page")),
            Map.entry("docs/http.md", new Reason(3, "PrintedBlocksIT and InterimResponsesIT run them as printed")),
            Map.entry("docs/jetty.md", new Reason(5, "PrintedBlocksIT runs them as printed")),
            Map.entry("docs/prefix.md", new Reason(1, "RecipeIT runs it as printed")),
            Map.entry(
                    "docs/shared-hosting.md",
                    new Reason(3, "RelayIT runs them as printed, but mod_fastcgi's the like of it")),
            Map.entry("docs/trust.md", new Reason(3, "RecipeIT runs them within a recipe"))));

    @Test
    void everyBlockIsRunOrNamed() throws IOException {
        Map<String, Integer> others = new TreeMap<>();
        List<String> pages = new ArrayList<>(List.of("README.md"));
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            docs.map(page -> "docs/" + page.getFileName())
                    .filter(name -> name.endsWith(".md"))
                    .forEach(pages::add);
        }
        for (String page : pages) {
            List<String> run = Recipe.of(page).stream().map(Recipe::text).toList();
            int count = (int) CONFIGURATION
                    .matcher(Files.readString(Path.of("..", page)))
                    .results()
                    .map((MatchResult block) -> block.group(1))
                    .filter(block -> !Recipe.PAGES.contains(page) || !run.contains(block))
                    .count();
            if (count > 0) {
                others.put(page, count);
            }
        }

        assertThat(OTHERS.keySet()).containsAll(others.keySet());
        assertThat(others).allSatisfy((page, count) -> assertThat(count)
                .as(page)
                .isLessThanOrEqualTo(OTHERS.get(page).blocks()));
    }

    @Test
    void authorizersLineIsThatOfTheConfigurationThatIsRun() throws IOException {
        String printed = Recipe.block("docs/embedding.md", "lighttpd")
                .replace("/run/shop/auth.sock", "@AUTHORIZER_SOCKET@")
                .replace("/srv/shop/www", "@BASE@/www")
                .replaceAll("\\s", "");
        assertThat(Files.readString(Path.of("src/test/resources/servers/lighttpd.conf"))
                        .replaceAll("\\s", ""))
                .contains(printed);
    }
}
