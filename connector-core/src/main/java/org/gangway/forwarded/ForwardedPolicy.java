package org.gangway.forwarded;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is believed, over HTTP, of those who say for whom they ask.
 *
 * <p>The safe default is {@link #OFF}. A proxy passes on, as its client sent it, whatever it doesn't set itself; so the
 * narrow choices name the one thing that the proxy in front does set.
 */
public enum ForwardedPolicy {
    /** Nothing. */
    OFF,
    /** The PROXY protocol, versions 1 and 2. */
    PROXY,
    /** The fields {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}. */
    X_FORWARDED,
    /** The field {@code Forwarded}. */
    FORWARDED,
    /**
     * One of them: on a connection that begins with the PROXY protocol only that; of a request with any
     * {@code X-Forwarded-*} those, else {@code Forwarded}.
     */
    TRUST;

    /**
     * Reads the value of an option.
     *
     * @param text as {@link #toString()} has it, in any case
     * @return the policy
     * @throws IllegalArgumentException if there is none of that name; the message names all
     */
    public static ForwardedPolicy parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        for (ForwardedPolicy policy : values()) {
            if (policy.toString().equals(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException(text + " is not known; use "
                + Arrays.stream(values()).map(ForwardedPolicy::toString).collect(Collectors.joining(", ")));
    }

    /**
     * @return whether a connection may begin with the PROXY protocol
     */
    public boolean believesProxyProtocol() {
        return this == PROXY || this == TRUST;
    }

    /**
     * @return whether {@code X-Forwarded-*} is looked at
     */
    public boolean believesXForwarded() {
        return this == X_FORWARDED || this == TRUST;
    }

    /**
     * @return whether {@code Forwarded} is looked at
     */
    public boolean believesForwarded() {
        return this == FORWARDED || this == TRUST;
    }

    /** As an option has it: {@code x-forwarded}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
