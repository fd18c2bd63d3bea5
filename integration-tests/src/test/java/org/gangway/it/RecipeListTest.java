package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each block on the pages is run as it is printed, or {@link TypedPage} says why not. */
class RecipeListTest {
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
