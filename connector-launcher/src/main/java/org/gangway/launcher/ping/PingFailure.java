package org.gangway.launcher.ping;

/** Why a server isn't healthy. The message is one line with cause and remedy. */
public final class PingFailure extends Exception {
    /**
     * @param message cause and remedy
     */
    PingFailure(String message) {
        super(message);
    }

    /**
     * @param message cause and remedy
     * @param cause what the system said
     */
    PingFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
