package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A configuration that a page prints, and the {@code gangway conf} above it.
 *
 * @param page the file below the root of the source
 * @param command the line above the block
 * @param text the block as it is printed
 */
record Recipe(String page, String command, String text) {
    /** The pages that have a command above each configuration. */
    static final List<String> PAGES = List.of(
            "README.md",
            "docs/apache.md",
            "docs/nginx.md",
            "docs/lighttpd.md",
            "docs/haproxy.md",
            "docs/caddy.md",
            "docs/other-servers.md");

    private static final Pattern BLOCK = Pattern.compile(
            "```sh\\n(gangway conf (?:(?! --try)[^\\n])*)\\n```\\n\\n```[a-z]*\\n(.*?)```\\n", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("(?m)^(?:#!/bin/sh\\n)?# (/(?:etc|srv)/\\S+).*$");

    static List<Recipe> of(String page) {
        try {
            return BLOCK.matcher(Files.readString(Path.of("..", page)))
                    .results()
                    .map((MatchResult block) -> new Recipe(page, block.group(1), block.group(2)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first block of the language on the page, without the comment that names its file. */
    static String block(String page, String language) {
        try {
            Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(Path.of("..", page)));
            if (!block.find()) {
                throw new IllegalArgumentException(page + " has no block of " + language);
            }
            return block.group(1).replaceFirst("^# /.*\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All blocks of the language on the page, as they are. */
    static List<String> blocks(String page, String language) {
        try {
            return Pattern.compile("(?ms)^ *```" + language + "\n(.*?)^ *```$")
                    .matcher(Files.readString(Path.of("..", page)))
                    .results()
                    .map((MatchResult block) -> block.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The block with the given words, as it is. */
    static String block(String page, String language, String words) {
        List<String> found = blocks(page, language).stream()
                .filter(block -> block.contains(words))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(page + " has not one block of " + language + " with " + words);
        }
        return found.get(0);
    }

    /** Those of all pages for one web server. */
    static Stream<Recipe> forServers(List<String> servers) {
        return PAGES.stream().flatMap(page -> of(page).stream()).filter(recipe -> servers.contains(recipe.server()));
    }

    /** The word behind {@code gangway conf}. */
    String server() {
        return command.split(" ", -1)[2];
    }

    boolean has(String option) {
        return List.of(command.split(" ", -1)).contains("--" + option);
    }

    String prefix() {
        return has("mount") ? "/shop" : "";
    }

    String host() {
        return has("name") ? "www.example.com" : "www.example.test";
    }

    /** The files that the block consists of, by the name that the comment at the head of each has. */
    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        Matcher file = FILE.matcher(text);
        String name = null;
        int start = 0;
        while (file.find()) {
            if (name != null) {
                files.put(name, text.substring(start, file.start()));
            }
            name = file.group(1).replaceFirst(":$", "");
            start = file.start();
        }
        files.put(name, text.substring(start));
        return files;
    }

    @Override
    public String toString() {
        return page + ": " + command;
    }
}
