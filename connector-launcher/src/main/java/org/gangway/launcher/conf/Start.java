package org.gangway.launcher.conf;

import java.nio.file.Path;

/**
 * How Gangway is started.
 *
 * @param program its start script
 * @param java the directory of the Java that it shall use
 * @param war the application
 * @param home a directory for what the web server starts or needs beside its configuration
 * @param secretFile the file with AJP's secret, or null
 */
public record Start(Path program, Path java, Path war, Path home, Path secretFile) {}
