package org.gangway.launcher.conf;

import java.util.Locale;

/** What a web server speaks to Gangway. */
public enum Wire {
    /** FastCGI 1.0. */
    FCGI,
    /** SCGI 1. */
    SCGI,
    /** AJP13. */
    AJP,
    /** HTTP/1.1. */
    HTTP;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
