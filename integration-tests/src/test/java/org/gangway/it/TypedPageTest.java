package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypedPageTest {
    private static final String PAGE = "docs/page.md";
    private static final List<PageBlock> BLOCKS = PageBlock.of(PAGE, """
            ```sh
            gangway conf nginx
            ```

            ```
            gangway: ready
            ```

            - In a list:

              ```sh
              gangway conf nginx --try
              if true; then
                  echo
              fi
              ```
            """);

    private static TypedPage page(String... session) {
        return TypedPage.of(PAGE, BLOCKS, List.of(session));
    }

    @Test
    void blocksAreAsMarkdownShowsThem() {
        assertThat(BLOCKS)
                .containsExactly(
                        new PageBlock(PAGE, 1, "sh", "gangway conf nginx\n"),
                        new PageBlock(PAGE, 5, "text", "gangway: ready\n"),
                        new PageBlock(PAGE, 11, "sh", "gangway conf nginx --try\nif true; then\n    echo\nfi\n"));
    }

    @Test
    void blockStandsForItsLine() {
        TypedPage page = page("first", "#> background x sh: gangway conf nginx --try", "last");
        assertThat(page.script()).isEqualTo("""
                        first
                        background x <<'END OF THE BLOCK'
                        gangway conf nginx --try
                        if true; then
                            echo
                        fi
                        END OF THE BLOCK
                        last
                        """);
        assertThat(page.blocks()).containsExactly(BLOCKS.get(2));
        assertThat(page.isTyped()).isTrue();
    }

    @Test
    void wordsThatAreAWholeBlockMeanThatBlock() {
        assertThat(page("#> enter sh: gangway conf nginx").blocks()).containsExactly(BLOCKS.get(0));
    }

    @Test
    void wordsMayGoOnInTheNextLine() {
        assertThat(page("#> enter sh: gangway conf nginx --try\\nif").blocks()).containsExactly(BLOCKS.get(2));
    }

    @Test
    void blockThatIsRunElsewhereIsNotTyped() {
        TypedPage page = page("#- text: gangway => OtherIT");
        assertThat(page.blocks()).containsExactly(BLOCKS.get(1));
        assertThat(page.isTyped()).isFalse();
        assertThat(page.elsewhere()).isFalse();
        assertThat(page("#- *: => OtherIT").elsewhere()).isTrue();
    }

    @Test
    void lineThatStandsForNoBlockOrForTwoIsAnError() {
        for (String line : List.of(
                "#> enter sh: gangway run",
                "#> enter sh: gangway conf",
                "#> enter text: gangway conf nginx",
                "#> sh: gangway conf nginx",
                "#- text: gangway =>")) {
            assertThatThrownBy(() -> page(line)).as(line).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Each page that is typed is there, and each script belongs to a page. */
    @Test
    void scriptsBelongToPages() throws IOException {
        assertThat(TypedPage.scripts())
                .containsAll(List.of("README.sh", "ajp.sh"))
                .isSubsetOf(PageBlock.pages().stream().map(TypedPage::scriptOf).toList());
    }
}
