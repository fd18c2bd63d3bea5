package org.gangway.request;

import java.util.Set;

/**
 * What becomes of a few header fields on the way from CGI variables to a request.
 *
 * @param singleValued names of header fields that a request may have once only: the same name twice with different
 *     values is a 400, because after {@code X_User} and {@code X-User} both became HTTP_X_USER nobody can tell which
 *     one the web server vouches for (rule R-25). {@code Host}, {@code Authorization}, {@code Content-Type} and
 *     {@code Content-Length} always are
 * @param keepProxy whether the header field {@code Proxy} (HTTP_PROXY) is passed on; false unless an application
 *     needs it, because libraries take the variable of that name for the proxy to use (rule R-24)
 */
public record HeaderPolicy(Set<String> singleValued, boolean keepProxy) {
    /** No further single-valued header fields, and no {@code Proxy}. */
    public static final HeaderPolicy DEFAULT = new HeaderPolicy(Set.of(), false);

    /** Copies the set. */
    public HeaderPolicy {
        singleValued = Set.copyOf(singleValued);
    }
}
