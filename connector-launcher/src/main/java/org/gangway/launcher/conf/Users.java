package org.gangway.launcher.conf;

import java.nio.file.Path;

/**
 * Users whose passwords the web server checks.
 *
 * @param file the web server's file of passwords
 * @param path the part of the site that is for them, as the client sees it; empty for all of it
 * @param roles their roles, separated by {@code ;}, or null
 * @param rolesVariable the variable that tells the roles
 * @param account for a trial: NAME:PASSWORD of the only user, or null
 */
public record Users(Path file, String path, String roles, String rolesVariable, String account) {}
