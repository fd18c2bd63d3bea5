package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each block on the pages is run as it is printed, or {@link TypedPage} says why not. */
class RecipeListTest {
    /** A package, a class that a line of a tree begins with, or one of several words. */
    private static final Pattern NAME =
            Pattern.compile("\\borg\\.gangway[a-z.]*|\\b([A-Z][a-z]+(?:[A-Z][a-z]+)+|(?<=── )[A-Z]\\w+)\\b");

    private static final Set<String> JETTYS =
            Set.of("AbstractConnection", "EndPoint", "HttpChannel", "HttpStream", "WebSocket");

    /** RecipeIT runs those that {@code gangway conf} prints, and PageBlocksTest (connector-jetty) Java and Jetty's XML. */
    private static boolean isRunElsewhere(PageBlock block, List<Recipe> recipes) {
        return switch (block.language()) {
            case "java" -> block.text().contains("public class ");
            case "xml" -> block.text().contains("<Configure ");
            case "sh" -> recipes.stream().anyMatch(recipe -> block.text().equals(recipe.command() + '\n'));
            default -> recipes.stream().anyMatch(recipe -> block.text().equals(recipe.text()));
        };
    }

    @Test
    void everyBlockIsRunOrNamed() throws IOException {
        List<PageBlock> nobodys = new ArrayList<>();
        for (String page : PageBlock.pages()) {
            TypedPage typed = TypedPage.of(page);
            List<Recipe> recipes = Recipe.PAGES.contains(page) ? Recipe.of(page) : List.of();
            List<PageBlock> others = PageBlock.of(page).stream()
                    .filter(block ->
                            !isRunElsewhere(block, recipes) && !typed.blocks().contains(block))
                    .toList();
            assertThat(typed.elsewhere() && others.isEmpty())
                    .as("the line #- *: for " + page + " stands for nothing")
                    .isFalse();
            if (!typed.elsewhere()) {
                nobodys.addAll(others);
            }
        }

        assertThat(nobodys)
                .as("blocks that nothing runs; see TypedPage and src/test/resources/typed")
                .isEmpty();
    }

    /** The pictures of docs/architecture.md: what they have of our classes and packages is there. */
    @Test
    void picturesShowWhatThereIs() throws IOException {
        List<String> sources = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."), "connector-*")) {
            for (Path module : modules) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.map(Path::toString)
                            .filter(file -> file.contains("/src/main/java/"))
                            .forEach(sources::add);
                }
            }
        }
        for (PageBlock picture : PageBlock.of("docs/architecture.md")) {
            for (MatchResult name : NAME.matcher(picture.text()).results().toList()) {
                if (!JETTYS.contains(name.group())) {
                    String ending = name.group().startsWith("org.")
                            ? name.group().replace('.', '/')
                            : '/' + name.group(1) + ".java";
                    assertThat(sources).as(name.group()).anyMatch(source -> source.endsWith(ending));
                }
            }
        }
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
