package org.gangway.request;

/**
 * What to make of the user that the web server names (REMOTE_USER).
 *
 * <p>The safe default is {@link #IGNORE}: the stock settings of nginx and HAProxy fill REMOTE_USER from an
 * {@code Authorization} header that nobody has checked.
 */
public enum RemoteUserPolicy {
    /** The web server's user is not looked at. */
    IGNORE,
    /** The web server's user is the application's user; it has no roles but those of a configured variable. */
    TRUST,
    /** Like {@link #TRUST}, and the application's own security constraints and roles hold for that user. */
    AUTHORIZE
}
