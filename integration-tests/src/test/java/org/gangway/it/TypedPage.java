package org.gangway.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the blocks of a page are run: a shell script in {@code src/test/resources/typed} with checks, where these lines
 * stand for blocks of the page. {@code typed-session.sh} has the functions that do something with a block.
 *
 * <pre>
 * #> FUNCTION ARGUMENTS LANGUAGE: WORDS   the function gets the block at its standard input, as it is on the page
 * #- LANGUAGE: WORDS => REASON            the block is run by the test that the reason names, or can't be run
 * #- *: => REASON                         the same, of all blocks of the page that nothing else runs
 * </pre>
 *
 * The words are those that the block begins with, with {@code \n} for the end of a line; the language of a block
 * without one is {@code text}.
 *
 * @param page the file below the root of the source
 * @param script the session with the blocks in it; empty where no block is typed
 * @param blocks those that are typed, or run elsewhere
 * @param elsewhere whether all others are run elsewhere
 */
record TypedPage(String page, String script, List<PageBlock> blocks, boolean elsewhere) {
    private static final Path SESSIONS = Path.of("src/test/resources/typed");
    private static final String LANGUAGES =
            "sh|text|ini|dockerfile|properties|xml|java|apache|nginx|lighttpd|haproxy" + "|caddyfile|yaml|json|sql";
    private static final Pattern USE = Pattern.compile("#> (\\S.*?) (" + LANGUAGES + "): (.*)");
    private static final Pattern ELSEWHERE = Pattern.compile("#- (" + LANGUAGES + "|\\*): (.*?) ?=> \\S.*");
    private static final String END = "END OF THE BLOCK";

    static TypedPage of(String page) throws IOException {
        Path session = SESSIONS.resolve(scriptOf(page));
        List<String> lines = Files.exists(session) ? Files.readAllLines(session) : List.of();
        try {
            return of(page, PageBlock.of(page), lines);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(session + " and " + page + " don't fit: " + e.getMessage(), e);
        }
    }

    /** The name of the page's script. */
    static String scriptOf(String page) {
        return page.replaceFirst("^.*/", "").replaceFirst("md$", "sh");
    }

    static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SESSIONS)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    static TypedPage of(String page, List<PageBlock> all, List<String> session) {
        StringBuilder script = new StringBuilder();
        List<PageBlock> blocks = new ArrayList<>();
        boolean typed = false;
        boolean elsewhere = false;
        for (String line : session) {
            Matcher use = USE.matcher(line);
            Matcher other = ELSEWHERE.matcher(line);
            if (use.matches()) {
                PageBlock block = PageBlock.find(all, use.group(2), words(use.group(3)));
                blocks.add(block);
                typed = true;
                script.append(use.group(1)).append(" <<'").append(END).append("'\n");
                script.append(block.text()).append(END).append('\n');
            } else if (other.matches() && other.group(1).equals("*")) {
                elsewhere = true;
            } else if (other.matches()) {
                blocks.add(PageBlock.find(all, other.group(1), words(other.group(2))));
            } else if (line.startsWith("#>") || line.startsWith("#-")) {
                throw new IllegalArgumentException("no such line: " + line);
            } else {
                script.append(line).append('\n');
            }
        }
        return new TypedPage(page, typed ? script.toString() : "", blocks, elsewhere);
    }

    private static String words(String words) {
        return words.replace("\\n", "\n");
    }

    boolean isTyped() {
        return !script.isEmpty();
    }

    @Override
    public String toString() {
        return page;
    }
}
