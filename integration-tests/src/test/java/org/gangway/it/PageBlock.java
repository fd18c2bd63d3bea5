package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of a page, as Markdown shows it.
 *
 * @param page the file below the root of the source
 * @param line where it begins, counted from 1
 * @param language what stands behind the backquotes; "text" where nothing does
 * @param text its lines, without the indentation of the backquotes
 */
record PageBlock(String page, int line, String language, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```([a-z]*)\\n(.*?)^ *```$");

    /** README.md and all of docs. */
    static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>(List.of("README.md"));
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            docs.map(page -> "docs/" + page.getFileName())
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    static List<PageBlock> of(String page) {
        try {
            return of(page, Files.readString(Path.of("..", page)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<PageBlock> of(String page, String text) {
        List<PageBlock> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            int line = (int) text.substring(0, block.start()).lines().count() + 1;
            String language = block.group(2).isEmpty() ? "text" : block.group(2);
            String lines = block.group(3).replaceAll("(?m)^" + block.group(1), "");
            blocks.add(new PageBlock(page, line, language, lines));
        }
        return blocks;
    }

    /** The block that begins with the words, or the one that is no more than they are. */
    static PageBlock find(List<PageBlock> blocks, String language, String words) {
        List<PageBlock> found = blocks.stream()
                .filter(block -> block.language.equals(language) && block.text.startsWith(words))
                .toList();
        List<PageBlock> same =
                found.stream().filter(block -> block.text.equals(words + '\n')).toList();
        if (same.size() == 1) {
            return same.get(0);
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    found.size() + " blocks, not one, in " + language + " begin with: " + words);
        }
        return found.get(0);
    }

    @Override
    public String toString() {
        return page + ":" + line + ": " + language + ": "
                + text.lines().findFirst().orElse("");
    }
}
