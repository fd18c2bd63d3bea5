package org.gangway.jetty.internal;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.EndPoint;
import org.gangway.request.TlsFacts;

/**
 * The web server's TLS connection, in the form from which Jetty's servlet layers make the request attributes
 * {@code jakarta.servlet.request.*}. A certificate is parsed only when one of them is asked for it.
 */
record TlsSessionData(TlsFacts facts) implements EndPoint.SslSessionData {
    @Override
    public SSLSession sslSession() {
        return null;
    }

    @Override
    public String sslSessionId() {
        return facts.sessionId();
    }

    @Override
    public String cipherSuite() {
        return facts.cipherSuite();
    }

    @Override
    public int keySize() {
        int bits = facts.keySize();
        return bits > 0 ? bits : EndPoint.SslSessionData.super.keySize();
    }

    @Override
    public X509Certificate[] peerCertificates() {
        List<X509Certificate> certificates = facts.certificates();
        return certificates.isEmpty() ? null : certificates.toArray(X509Certificate[]::new);
    }
}
