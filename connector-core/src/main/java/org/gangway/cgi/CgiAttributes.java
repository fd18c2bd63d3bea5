package org.gangway.cgi;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gangway.request.TrustPolicy;
import org.gangway.request.internal.ReservedAttributes;

/**
 * The variables that become request attributes (rule R-2). Header fields never do, nor names by which a container
 * keeps its own state, also when such a name shows only after a prefix was cut off. A variable that has the name itself
 * wins over one with a prefix: {@code REDIRECT_*} are those of the request before.
 */
final class CgiAttributes {
    private CgiAttributes() {}

    static Map<String, String> of(CgiVariables variables, TrustPolicy policy) {
        if (policy.attributes() == null) {
            return Map.of();
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, String> behindAPrefix = new LinkedHashMap<>();
        for (int i = 0; i < variables.count(); i++) {
            String variable = variables.name(i);
            if (ReservedAttributes.isReserved(variable)
                    || !policy.attributes().matcher(variable).matches()) {
                continue;
            }
            String name = cut(variable, policy);
            if (name.equals(variable)) {
                attributes.put(name, variables.value(i, policy.attributeCharset()));
            } else if (!name.isEmpty() && !isOfTheUser(name, policy) && !ReservedAttributes.isReserved(name)) {
                behindAPrefix.putIfAbsent(name, variables.value(i, policy.attributeCharset()));
            }
        }
        behindAPrefix.forEach(attributes::putIfAbsent);
        return attributes;
    }

    /** On the page for a failed login (ErrorDocument 401), Apache tells of who failed: REDIRECT_REMOTE_USER. */
    private static boolean isOfTheUser(String name, TrustPolicy policy) {
        return name.equals("REMOTE_USER") || name.equals("AUTH_TYPE") || name.equals(policy.rolesVariable());
    }

    private static String cut(String variable, TrustPolicy policy) {
        for (String prefix : policy.attributePrefixes()) {
            if (variable.startsWith(prefix)) {
                return variable.substring(prefix.length());
            }
        }
        return variable;
    }
}
