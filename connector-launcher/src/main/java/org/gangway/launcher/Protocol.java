package org.gangway.launcher;

import java.util.Locale;

/** The protocols that a web server can speak to the application. */
enum Protocol {
    /** FastCGI 1.0. */
    FCGI;

    /**
     * Reads the value of {@code --protocol}.
     *
     * @param text what the user wrote
     * @return the protocol
     * @throws UserError if it isn't supported
     */
    static Protocol parse(String text) throws UserError {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "fcgi" -> FCGI;
            case "scgi", "ajp" ->
                throw UserError.usage("--protocol " + text + " comes with a later version; use --protocol fcgi");
            default -> throw UserError.usage("--protocol " + text + " is not known; use --protocol fcgi");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
