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

    /** Where blocks stand that no {@code gangway conf} prints, how many, and what runs or checks them. */
    private static final Map<String, List<String>> OTHERS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "docs/ajp.md",
                    List.of("8", "lines for a virtual host, as BalancerIT, DrainingIT and AjpUsersIT have")),
            Map.entry("docs/applications.md", List.of("1", "no web server's: the users of a realm, see LoginIT")),
            Map.entry("docs/embedding.md", List.of("1", "a line of AuthorizerIT's lighttpd.conf")),
            Map.entry("docs/from-django.md", List.of("2", "FromDjangoIT runs them as printed")),
            Map.entry("docs/health.md", List.of("1", "a line for HAProxy's backend; what it asks for: HttpBackendIT")),
            Map.entry("docs/http.md", List.of("5", "HttpBackendIT and InterimResponsesIT run the like")),
            Map.entry("docs/jetty.md", List.of("5", "JettyHomeIT runs the like before a stock Jetty")),
            Map.entry("docs/prefix.md", List.of("1", "a variant of Apache in DerivedValuesIT and the others")),
            Map.entry("docs/shared-hosting.md", List.of("2", "RelayIT runs the like; the first is in a list of steps")),
            Map.entry(
                    "docs/trust.md",
                    List.of("3", "two or three lines that deny a path; gangway conf --users prints the like"))));

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

        assertThat(others.keySet()).isEqualTo(OTHERS.keySet());
        assertThat(others).allSatisfy((page, count) -> assertThat(String.valueOf(count))
                .as(page)
                .isEqualTo(OTHERS.get(page).get(0)));
    }
}
