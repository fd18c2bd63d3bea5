package org.gangway.launcher.conf;

/** A web server can't do what it is asked for; the message is one line with cause and remedy. */
public final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message cause and remedy
     */
    public Unfit(String message) {
        super(message);
    }
}
