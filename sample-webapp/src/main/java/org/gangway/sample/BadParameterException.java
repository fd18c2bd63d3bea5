package org.gangway.sample;

/** A request parameter that is not what the endpoint takes; the message names it and the allowed range. */
final class BadParameterException extends RuntimeException {
    BadParameterException(String message) {
        super(message, null, false, false);
    }
}
