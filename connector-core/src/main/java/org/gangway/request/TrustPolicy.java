package org.gangway.request;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What of the web server's word reaches the application, beyond the request itself.
 *
 * @param remoteUser what to make of the web server's user
 * @param attributes whole names of the variables that become request attributes, prefix included; null for none.
 *     Whatever it matches, {@code HTTP_*} and names that begin with {@code jakarta.servlet.}, {@code javax.servlet.},
 *     {@code org.eclipse.jetty.} or {@code org.gangway.} never do
 * @param attributePrefixes prefixes that are cut off the names of attributes, the first that fits
 * @param attributeCharset the charset of attribute values; bytes that aren't valid in it are read as ISO-8859-1
 * @param rolesVariable the variable that names the user's roles, or null if there is none
 * @param rolesSeparator what stands between two roles in it
 */
public record TrustPolicy(
        RemoteUserPolicy remoteUser,
        Pattern attributes,
        List<String> attributePrefixes,
        Charset attributeCharset,
        String rolesVariable,
        String rolesSeparator) {
    /** Ignores the web server's user and lets no attribute pass. */
    public static final TrustPolicy NONE = new TrustPolicy(
            RemoteUserPolicy.IGNORE, null, List.of("AJP_", "REDIRECT_"), StandardCharsets.UTF_8, null, ";");

    /** Copies the list of prefixes. */
    public TrustPolicy {
        Objects.requireNonNull(remoteUser, "remoteUser");
        attributePrefixes = List.copyOf(attributePrefixes);
        Objects.requireNonNull(attributeCharset, "attributeCharset");
        Objects.requireNonNull(rolesSeparator, "rolesSeparator");
    }
}
