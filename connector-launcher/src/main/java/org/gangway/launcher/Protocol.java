package org.gangway.launcher;

import java.util.Locale;

/** The protocols that a web server can speak to the application. */
enum Protocol {
    /** FastCGI 1.0. */
    FCGI,
    /** SCGI 1. */
    SCGI,
    /** AJP13. */
    AJP,
    /** HTTP/1.1. */
    HTTP,
    /** Each of them, told apart by the first bytes of a connection. */
    AUTO;

    /**
     * Reads the value of {@code --protocol}.
     *
     * @param text what the user wrote
     * @return the protocol
     * @throws UserError if it isn't known
     */
    static Protocol parse(String text) throws UserError {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "fcgi", "fastcgi" -> FCGI;
            case "scgi" -> SCGI;
            case "ajp", "ajp13" -> AJP;
            case "http" -> HTTP;
            case "auto" -> AUTO;
            default -> throw UserError.usage("--protocol " + text + " is not known; use fcgi, scgi, ajp, http or auto");
        };
    }

    /** Whether web servers may speak that protocol here. */
    boolean includes(Protocol other) {
        return this == other || this == AUTO;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
