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
    CIPHER_SUITE("javax.servlet.request.cipher_suite", "jakarta.servlet.request.cipher_suite"),
    KEY_SIZE("javax.servlet.request.key_size", "jakarta.servlet.request.key_size"),
    SSL_SESSION("javax.servlet.request.ssl_session", "jakarta.servlet.request.ssl_session"),
    SECURE_PROTOCOL(
            "org.apache.tomcat.util.net.secure_protocol_version",
            "javax.servlet.request.secure_protocol",
            "jakarta.servlet.request.secure_protocol"),
    CERTIFICATES("javax.servlet.request.X509Certificate", "jakarta.servlet.request.X509Certificate");

    private static final Map<String, KnownAttribute> BY_NAME = new HashMap<>();

    static {
        for (KnownAttribute attribute : values()) {
            for (String name : attribute.names) {
                BY_NAME.put(name, attribute);
            }
        }
    }

    private final String[] names;

    KnownAttribute(String... names) {
        this.names = names;
    }

    /** The attribute, or null if nothing is agreed upon for that name. */
    static KnownAttribute of(String name) {
        return BY_NAME.get(name);
    }
}
