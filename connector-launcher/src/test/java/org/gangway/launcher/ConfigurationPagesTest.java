package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The README and the web servers' pages: below each command {@code gangway conf} is what it prints. With {@code -Dgangway.write=true} the
 * pages are brought up to date.
 */
class ConfigurationPagesTest {
    private static final Pattern BLOCK = Pattern.compile(
            "(?<head>```sh\\n(?<command>gangway conf (?:(?! --try| --check)[^\\n])*)\\n```\\n\\n```[a-z]*\\n)(?<text>.*?)(?=```\\n)",
            Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern CONFIGURATION =
            Pattern.compile("(?m)^```(apache|nginx|lighttpd|haproxy|caddyfile|yaml|properties)$");
    private static final String SECRET = "/srv/shop/ajp.secret";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README",
                "docs/apache",
                "docs/nginx",
                "docs/lighttpd",
                "docs/haproxy",
                "docs/caddy",
                "docs/other-servers"
            })
    void blocksAreWhatTheCommandAboveThemPrints(String name) throws IOException {
        Path page = Path.of("..", name + ".md");
        String text = Files.readString(page);

        String right = BLOCK.matcher(text)
                .replaceAll(block -> Matcher.quoteReplacement(block.group(1) + printed(block.group(2))));

        if (Boolean.getBoolean("gangway.write")) {
            Files.writeString(page, right);
        }
        assertThat(Files.readString(page))
                .as("to write it: -Dtest=ConfigurationPagesTest -Dgangway.write=true")
                .isEqualTo(right);
        List<String> commands = BLOCK.matcher(text)
                .results()
                .map((MatchResult block) -> block.group(2))
                .toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo((int)
                CONFIGURATION.matcher(text).results().count());
    }

    private String printed(String command) {
        try {
            Path secret = Files.writeString(directory.resolve("ajp.secret"), "change-me\n");
            List<String> words = new ArrayList<>();
            Matcher word = WORD.matcher(command.substring("gangway ".length()).replace(SECRET, secret.toString()));
            while (word.find()) {
                words.add(word.group(1) != null ? word.group(1) : word.group(2));
            }
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int status = GangwayCommand.execute(
                    words.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
            assertThat(status).as(command + ": " + err).isZero();
            return out.toString()
                    .replace(secret.toString(), SECRET)
                    .replace(Installation.home().toString(), "/opt/gangway")
                    .replace(System.getProperty("java.home"), "/usr/lib/jvm/java-17-openjdk-amd64");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
