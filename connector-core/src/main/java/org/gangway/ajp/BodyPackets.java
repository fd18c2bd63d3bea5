package org.gangway.ajp;

import java.util.Locale;

/** How the packets of a request body are framed. */
public enum BodyPackets {
    /**
     * As the first packet of a body on the connection shows: {@link #STANDARD} where the count fits to the packet.
     * Where it does not, {@link #RAW}, but only from a web server that sends a Content-Length and no request attribute
     * at all: that is lighttpd, while mod_jk and mod_proxy_ajp always send AJP_REMOTE_PORT. The path of such a request is
     * taken as decoded.
     */
    AUTO,
    /** A count of two bytes, then that many bytes; the path is encoded. */
    STANDARD,
    /** No count: lighttpd's mod_ajp13, which sends the path decoded. */
    RAW;

    /**
     * Reads the value of an option.
     *
     * @param text {@code auto}, {@code standard} or {@code raw}, in any case
     * @return the value
     * @throws IllegalArgumentException if it is none of these
     */
    public static BodyPackets parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> AUTO;
            case "standard" -> STANDARD;
            case "raw" -> RAW;
            default -> throw new IllegalArgumentException("bodyPackets " + text + " is not auto, standard or raw");
        };
    }
}
