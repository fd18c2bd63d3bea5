package org.gangway.ajp;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.gangway.request.TrustPolicy;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.ReservedAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which request attributes of a web server are let in, by whole name: a built-in list, and what
 * {@link TrustPolicy#attributes()} ({@code allowedRequestAttributesPattern}) matches. What would be a header field or a
 * container's own state never is. One instance serves a connector; it is thread-safe.
 */
public final class AllowedRequestAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(AllowedRequestAttributes.class);
    /** So many names are logged, each once. */
    private static final int MOST_NAMES = 100;

    /** What Microsoft's web server sends. */
    private static final Set<String> IIS = Set.of(
            "CERT_ISSUER",
            "CERT_SUBJECT",
            "CERT_COOKIE",
            "HTTPS_SERVER_SUBJECT",
            "CERT_FLAGS",
            "HTTPS_SECRETKEYSIZE",
            "CERT_SERIALNUMBER",
            "HTTPS_SERVER_ISSUER",
            "HTTPS_KEYSIZE");

    /** What becomes of a request with an attribute that isn't allowed. */
    public enum OtherAttributes {
        /** The attribute is left out, counted, and logged once per name. */
        DROP,
        /** The request is answered with 403 and the connection closed, as Tomcat does. */
        REFUSE
    }

    /** What becomes of an attribute. */
    enum Verdict {
        /** It becomes a request attribute. */
        PASS,
        /** It is used or can be asked for by name, but becomes none. */
        USE,
        /** It is not allowed. */
        DROP
    }

    private final TrustPolicy trust;
    private final OtherAttributes others;
    private final LongAdder dropped = new LongAdder();
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /**
     * @param trust tells the pattern, and the variable that names a user's roles, which is let in too
     * @param others what becomes of all others
     */
    public AllowedRequestAttributes(TrustPolicy trust, OtherAttributes others) {
        this.trust = Objects.requireNonNull(trust, "trust");
        this.others = Objects.requireNonNull(others, "others");
    }

    /**
     * @return how many attributes were not allowed so far
     */
    public long getDropped() {
        return dropped.sum();
    }

    Verdict verdict(String name) {
        KnownAttribute known = KnownAttribute.of(name);
        if (known != null) {
            return known == KnownAttribute.JK_LB_ACTIVATION ? Verdict.PASS : Verdict.USE;
        }
        if (!ReservedAttributes.isReserved(name)
                && (IIS.contains(name)
                        || (trust.attributes() != null
                                && trust.attributes().matcher(name).matches()))) {
            return Verdict.PASS;
        }
        return name.equals(trust.rolesVariable()) ? Verdict.USE : Verdict.DROP;
    }

    /**
     * Notes an attribute that isn't allowed.
     *
     * @return whether the request is to be refused
     */
    boolean isRefused(String name) {
        dropped.increment();
        if (others == OtherAttributes.REFUSE) {
            return true;
        }
        if (!logged.contains(name) && logged.size() < MOST_NAMES && logged.add(name)) {
            LOG.info(
                    "Request attribute {} is dropped; to let it in, have allowedRequestAttributesPattern (gangway run:"
                            + " --attributes) match its whole name",
                    Escaped.text(name));
        }
        return false;
    }
}
