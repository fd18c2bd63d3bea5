package org.gangway.ajp;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The secret that web server and application share. It is compared in constant time and never shown. Immutable.
 */
public final class AjpSecret {
    /** No secret is asked for; one that comes is ignored. */
    public static final AjpSecret NONE = new AjpSecret(null);

    private final byte[] secret;

    private AjpSecret(byte[] secret) {
        this.secret = secret;
    }

    /**
     * @param secret the bytes that the web server sends, at least one; they are copied
     * @return the secret
     * @throws IllegalArgumentException if it is empty
     */
    public static AjpSecret of(byte[] secret) {
        if (secret.length == 0) {
            throw new IllegalArgumentException("the AJP secret is empty; leave it out if none is wanted");
        }
        return new AjpSecret(secret.clone());
    }

    /**
     * @return whether a request must bring the secret
     */
    public boolean isRequired() {
        return secret != null;
    }

    /** Whether these bytes are the secret. */
    boolean matches(byte[] block, int offset, int length) {
        return MessageDigest.isEqual(secret, Arrays.copyOfRange(block, offset, offset + length));
    }

    @Override
    public String toString() {
        return isRequired() ? "required" : "none";
    }
}
