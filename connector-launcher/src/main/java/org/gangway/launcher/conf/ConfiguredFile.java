package org.gangway.launcher.conf;

import java.nio.file.Path;

/**
 * A file of a configuration.
 *
 * @param path where the administrator saves it
 * @param text its text, which names the place in a comment
 */
public record ConfiguredFile(Path path, String text) {
    ConfiguredFile(String path, Lines lines) {
        this(Path.of(path), lines.toString());
    }
}
