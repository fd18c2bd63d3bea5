package org.gangway.ajp;

import java.security.MessageDigest;
import java.util.Arrays;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * The secret that web server and application share. It is compared in constant time and never shown. Immutable.
 */
public final class AjpSecret {
    /** No secret is asked for; one that comes is ignored. */
    public static final AjpSecret NONE = new AjpSecret(null);

    private static final String OPTIONS =
            "(mod_jk: worker.NAME.secret, mod_proxy_ajp: secret= of ProxyPass, lighttpd: AJP13_SECRET by setenv, which it"
                    + " sends over https only)";

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

    /**
     * Checks that a request brings the secret, if it must.
     *
     * @throws GatewayException 403 if it doesn't
     */
    void check(ForwardRequest request) {
        if (!isRequired()) {
            return;
        }
        int length = request.length(AttributeCode.SECRET);
        if (length < 0) {
            throw forbidden("the secret is missing; set it at the web server " + OPTIONS);
        }
        int offset = request.offset(AttributeCode.SECRET);
        if (!MessageDigest.isEqual(secret, Arrays.copyOfRange(request.block(), offset, offset + length))) {
            throw forbidden("the secret is wrong; set the same here and at the web server " + OPTIONS);
        }
    }

    private static GatewayException forbidden(String reason) {
        return new GatewayException(403, reason, Disposition.CLOSE_AFTER_RESPONSE);
    }

    @Override
    public String toString() {
        return isRequired() ? "required" : "none";
    }
}
