package org.gangway.cgi;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gangway.request.TrustPolicy;
import org.gangway.request.internal.ReservedAttributes;

/**
 * The variables that become request attributes (rule R-2). Header fields never do, nor names by which a container
 * keeps its own state, also when such a name shows only after a prefix was cut off.
 */
final class CgiAttributes {
    private CgiAttributes() {}

    static Map<String, String> of(CgiVariables variables, TrustPolicy policy) {
        if (policy.attributes() == null) {
            return Map.of();
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < variables.count(); i++) {
            String variable = variables.name(i);
            if (ReservedAttributes.isReserved(variable)
                    || !policy.attributes().matcher(variable).matches()) {
                continue;
            }
            String name = cut(variable, policy);
            if (!name.isEmpty() && !ReservedAttributes.isReserved(name)) {
                attributes.put(name, variables.value(i, policy.attributeCharset()));
            }
        }
        return attributes;
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
