package org.gangway.launcher.conf;

import java.nio.file.Path;

/**
 * What a web server needs for https.
 *
 * @param certificate the certificates, PEM
 * @param key the private key, PEM
 */
public record Certificate(Path certificate, Path key) {}
