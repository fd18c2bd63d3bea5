package org.gangway.request;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the web server said about the TLS connection to its client.
 */
public interface TlsFacts {
    /**
     * @return the cipher suite as the web server names it, or null if it did not
     */
    String cipherSuite();

    /**
     * @return the length of the cipher's key in bits, or 0 if the web server did not tell
     */
    int keySize();

    /**
     * @return the id of the TLS session in hexadecimal, or null if the web server did not tell
     */
    String sessionId();

    /**
     * @return the protocol, for example {@code TLSv1.3}, or null if the web server did not tell
     */
    String protocol();

    /**
     * The certificate that the client showed and the web server verified, its chain behind it. It is parsed on the
     * first call; a certificate that can't be parsed counts as none and is logged once.
     *
     * @return the chain, the client's own certificate first; empty if there is none
     */
    List<X509Certificate> certificates();

    /**
     * Whether the web server vouches for {@link #certificates()}: a certificate that it only passes on, without a word
     * on whether it verified it, can be shown to the application, but must not log anybody in.
     *
     * @return true if there is a certificate and the web server said that it verified it
     */
    default boolean verified() {
        return !certificates().isEmpty();
    }
}
