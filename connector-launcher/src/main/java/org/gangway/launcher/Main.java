package org.gangway.launcher;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The entry point of the process. It is compiled for Java 8, so that an older Java can say what is wrong; it must touch
 * no other class before it knows that they can be loaded.
 */
public final class Main {
    private static final int OLDEST_JAVA = 17;

    private Main() {}

    /**
     * Runs a command and ends the process with its exit status.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        PrintWriter err = writer(System.err);
        String flaw = flaw(System.getProperty("java.specification.version"), System.getProperty("java.home"));
        if (flaw != null) {
            err.println("gangway: " + flaw);
            System.exit(1);
        }
        System.exit(Startup.execute(arguments, writer(System.out), err));
    }

    /**
     * Why this Java can't be used.
     *
     * @param version 1.8, 9, 10, 11 and so on
     * @param home its directory
     * @return cause and remedy, or null if it can be
     */
    static String flaw(String version, String home) {
        if (!version.startsWith("1.") && Integer.parseInt(version) >= OLDEST_JAVA) {
            return null;
        }
        return home + " is Java " + version + ", Gangway needs " + OLDEST_JAVA + " or later; install a JRE "
                + OLDEST_JAVA + " (Debian: apt-get install openjdk-" + OLDEST_JAVA
                + "-jre-headless), or set JAVA_HOME to one";
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
