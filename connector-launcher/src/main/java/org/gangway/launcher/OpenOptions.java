package org.gangway.launcher;

import java.util.List;
import picocli.CommandLine.Option;

/** The option that opens packages of the JDK to applications. */
final class OpenOptions {
    @Option(
            names = "--add-opens",
            paramLabel = "MODULE/PACKAGE",
            description = "Let the WARs reach into this package of the JDK by reflection, such as java.base/java.lang."
                    + " May be repeated; or write them into the file APP.opens beside APP.war (default: none).")
    List<String> packages = List.of();
}
