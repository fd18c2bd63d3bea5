package org.gangway.launcher;

import java.util.Locale;

/** Does on another processor what a server will ask the JDK for, and what takes the JDK long. */
final class Ahead {
    private Ahead() {}

    /**
     * Begins, and returns at once.
     *
     * @param arguments the command line
     */
    static void begin(String[] arguments) {
        if (arguments.length > 0 && arguments[0].startsWith("run")) {
            // Jetty's table of MIME types wants to know them.
            Thread locales = new Thread(Locale::getAvailableLocales, "gangway-ahead");
            locales.setDaemon(true);
            locales.start();
        }
    }
}
