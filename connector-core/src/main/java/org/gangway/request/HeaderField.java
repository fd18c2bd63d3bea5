package org.gangway.request;

import java.util.Objects;

/**
 * One header field of a request, as the client sent it and the web server passed it on.
 *
 * <p>Instances are immutable and may be shared between requests: a bridge that finds the same instance again at the
 * same place may use again what it built from it.
 *
 * @param name the field name, never null
 * @param value the field value without surrounding white space, never null
 */
public record HeaderField(String name, String value) {
    public HeaderField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }
}
