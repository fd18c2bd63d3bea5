package org.gangway.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * How to deploy a WAR.
 *
 * @param war the WAR, a file or a directory
 * @param contextPath where it is mounted: {@code /}, or a path that begins with a slash and doesn't end with one
 * @param workDirectory an empty directory of its own, for the unpacked WAR and compiled JSPs
 * @param encodedSlashes whether the servlet API decodes paths with an encoded slash instead of refusing them
 * @param scriptNames whether the mount point that the web server names becomes part of the context path
 * @param hiddenClasses what of the server the WAR must not see, beyond Jetty's own list: packages, ending with a dot,
 *     and places that classes come from, as URIs
 */
public record WebApplication(
        Path war,
        String contextPath,
        Path workDirectory,
        boolean encodedSlashes,
        boolean scriptNames,
        List<String> hiddenClasses) {}
