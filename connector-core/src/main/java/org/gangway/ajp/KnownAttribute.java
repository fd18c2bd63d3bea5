package org.gangway.ajp;

import java.util.HashMap;
import java.util.Map;

/**
 * Request attributes whose meaning is agreed upon, by name. They are let in whatever is allowed, and all but
 * {@link #JK_LB_ACTIVATION} end in a property of the request, not in an attribute.
 */
enum KnownAttribute {
    /** The port of the client. */
    AJP_REMOTE_PORT("AJP_REMOTE_PORT"),
    /** The address that the client connected to. */
    AJP_LOCAL_ADDR("AJP_LOCAL_ADDR"),
    AJP_SSL_PROTOCOL("AJP_SSL_PROTOCOL"),
    /** The state of this worker in a load balancer of mod_jk. */
    JK_LB_ACTIVATION("JK_LB_ACTIVATION"),
    /** The mount point, as everywhere in Gangway. */
    FORCE_SCRIPT_NAME("FORCE_SCRIPT_NAME"),
    /** Whether the web server verified the client's certificate, as mod_ssl says it. */
    SSL_CLIENT_VERIFY("SSL_CLIENT_VERIFY"),
    CIPHER_SUITE("servlet.request.cipher_suite"),
    KEY_SIZE("servlet.request.key_size"),
    SSL_SESSION("servlet.request.ssl_session"),
    SECURE_PROTOCOL("servlet.request.secure_protocol"),
    CERTIFICATES("servlet.request.X509Certificate");

    private static final Map<String, KnownAttribute> BY_NAME = new HashMap<>();

    static {
        for (KnownAttribute attribute : values()) {
            if (attribute.text.startsWith("servlet.")) {
                BY_NAME.put("javax." + attribute.text, attribute);
                BY_NAME.put("jakarta." + attribute.text, attribute);
            } else {
                BY_NAME.put(attribute.text, attribute);
            }
        }
    }

    private final String text;

    KnownAttribute(String text) {
        this.text = text;
    }

    /** The attribute, or null if nothing is agreed upon for that name. */
    static KnownAttribute of(String name) {
        return BY_NAME.get(name);
    }
}
