package org.gangway.ajp;

import java.nio.charset.StandardCharsets;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.ScriptNamePolicy.Mode;
import org.gangway.request.internal.PathPrefix;
import org.gangway.request.internal.PathText;
import org.gangway.request.internal.RequestTarget;

/**
 * The mount point, which AJP13 doesn't tell: what is configured, else the request attribute FORCE_SCRIPT_NAME. A path
 * that doesn't begin with it gets it, because the web server took it off (mod_proxy_ajp: {@code ProxyPass /shop/
 * ajp://localhost/}).
 */
final class AjpMountPoint {
    private final Mode mode;
    private final String configured;

    AjpMountPoint(ScriptNamePolicy policy) {
        mode = policy.mode();
        configured = PathPrefix.configured(policy);
    }

    /**
     * Looks at one request, and puts the mount point before its path where it isn't there.
     *
     * @return how many bytes of the path are the mount point
     */
    int find(RequestTarget target, AjpAttributes attributes) {
        String prefix = configured;
        if (mode == Mode.AUTO || mode == Mode.SERVER) {
            String told = attributes.text(KnownAttribute.FORCE_SCRIPT_NAME);
            prefix = told == null ? null : PathPrefix.configured(told.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (prefix == null || prefix.isEmpty() || target.isAsterisk()) {
            return 0;
        }
        if (target.isPlainlyUnder(prefix)) {
            return prefix.length();
        }
        String raw = target.pathText();
        int found = PathPrefix.of(raw, prefix);
        if (found > 0) {
            return found;
        }
        String encoded = PathText.encode(prefix);
        target.setPath(encoded + raw);
        return encoded.length();
    }
}
