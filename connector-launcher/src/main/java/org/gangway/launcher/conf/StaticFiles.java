package org.gangway.launcher.conf;

import java.nio.file.Path;

/**
 * Files that the web server sends without asking the application.
 *
 * @param path where the client finds them, like {@code /static}
 * @param directory where they lie
 */
public record StaticFiles(String path, Path directory) {}
