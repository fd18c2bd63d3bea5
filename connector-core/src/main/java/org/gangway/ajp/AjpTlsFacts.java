package org.gangway.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.gangway.request.TlsFacts;
import org.gangway.request.internal.CertificateChain;
import org.gangway.request.internal.CipherSuite;
import org.gangway.request.internal.ClientCertificates;
import org.gangway.request.internal.LastText;

/** The attributes ssl_*, and request attributes that say the same. */
final class AjpTlsFacts implements TlsFacts, CertificateChain.Source {
    private final CertificateChain chain = new CertificateChain(this);
    private final LastText cipherSuite = new LastText();
    private ForwardRequest request;
    private AjpAttributes attributes;

    void map(ForwardRequest forwardRequest, AjpAttributes requestAttributes) {
        request = forwardRequest;
        attributes = requestAttributes;
        chain.clear();
    }

    void clear() {
        request = null;
        attributes = null;
        chain.clear();
    }

    @Override
    public String cipherSuite() {
        int length = request.length(AttributeCode.SSL_CIPHER);
        return length <= 0
                ? attributes.text(KnownAttribute.CIPHER_SUITE)
                : cipherSuite.get(request.block(), request.offset(AttributeCode.SSL_CIPHER), length);
    }

    @Override
    public int keySize() {
        int size = request.sslKeySize() > 0 ? request.sslKeySize() : attributes.number(KnownAttribute.KEY_SIZE);
        return size > 0 ? size : CipherSuite.keySize(cipherSuite());
    }

    @Override
    public String sessionId() {
        int length = request.length(AttributeCode.SSL_SESSION);
        return length <= 0
                ? attributes.text(KnownAttribute.SSL_SESSION)
                : new String(request.block(), request.offset(AttributeCode.SSL_SESSION), length, ISO_8859_1);
    }

    @Override
    public String protocol() {
        String protocol = attributes.text(KnownAttribute.AJP_SSL_PROTOCOL);
        return protocol != null ? protocol : attributes.text(KnownAttribute.SECURE_PROTOCOL);
    }

    @Override
    public List<X509Certificate> certificates() {
        return chain.get();
    }

    /**
     * {@inheritDoc} AJP13 has no word for that, so the web server has to send mod_ssl's variable SSL_CLIENT_VERIFY
     * (mod_jk: {@code JkEnvVar}, mod_proxy_ajp: {@code SetEnvIf} to AJP_SSL_CLIENT_VERIFY).
     */
    @Override
    public boolean verified() {
        return "SUCCESS".equals(attributes.text(KnownAttribute.SSL_CLIENT_VERIFY))
                && !certificates().isEmpty();
    }

    @Override
    public List<X509Certificate> read() throws CertificateException {
        int length = request.length(AttributeCode.SSL_CERT);
        String verify = attributes.text(KnownAttribute.SSL_CLIENT_VERIFY);
        // What NONE, FAILED and GENEROUS say is no word of the web server's for the client.
        return length <= 0 || (verify != null && !verify.equals("SUCCESS"))
                ? List.of()
                : ClientCertificates.read(request.block(), request.offset(AttributeCode.SSL_CERT), length);
    }

    @Override
    public String name() {
        return "ssl_cert";
    }
}
