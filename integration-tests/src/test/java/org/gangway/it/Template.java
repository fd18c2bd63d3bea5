package org.gangway.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration file with placeholders: {@code @NAME@} for a text and {@code @PORT:name@} for a port, also in a text. */
public final class Template {
    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Za-z_]+)@");
    private static final Pattern PORT = Pattern.compile("@PORT:([A-Za-z_]+)@");

    private final String name;
    private final String text;

    private Template(String name, String text) {
        this.name = name;
        this.text = text;
    }

    public static Template of(String name) {
        try (InputStream in = Template.class.getResourceAsStream("/servers/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no template " + name);
            }
            return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the file with every placeholder replaced.
     *
     * @param directory where it goes, under the template's own name
     * @param values the texts
     * @param ports gives the port for a name; asked as often as the name occurs
     */
    public Path write(Path directory, Map<String, String> values, ToIntFunction<String> ports) {
        String filled = PLACEHOLDER.matcher(text).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException(name + ": nothing stands for " + match.group());
            }
            return Matcher.quoteReplacement(value);
        });
        filled = PORT.matcher(filled).replaceAll(match -> String.valueOf(ports.applyAsInt(match.group(1))));
        try {
            return Files.writeString(directory.resolve(name), filled);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
