package org.gangway.request.internal;

import java.util.Locale;
import org.gangway.request.HeaderPolicy;

/** What becomes of a header field. */
public enum FieldUse {
    PASS,
    DROP,
    SINGLE,
    HOST,
    AUTHORIZATION,
    COOKIE,
    /** Passes only where it asks for a WebSocket. */
    UPGRADE,
    WEBSOCKET_KEY;

    /** By the name of the field, in any case. Content-Length and Content-Type are the protocol's concern. */
    public static FieldUse of(String name, HeaderPolicy policy) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "host" -> HOST;
            case "cookie" -> COOKIE;
            case "authorization" -> AUTHORIZATION;
            case "upgrade" -> UPGRADE;
            case "sec-websocket-key" -> WEBSOCKET_KEY;
            // They belong to the connection between client and web server.
            case "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    // The web server has answered it already.
                    "expect",
                    "content-length",
                    "content-type",
                    "transfer-encoding" -> DROP;
            case "proxy" -> policy.keepProxy() ? PASS : DROP;
            default -> isSingle(name, policy) ? SINGLE : PASS;
        };
    }

    private static boolean isSingle(String name, HeaderPolicy policy) {
        for (String single : policy.singleValued()) {
            if (single.replace('_', '-').equalsIgnoreCase(name.replace('_', '-'))) {
                return true;
            }
        }
        return false;
    }
}
