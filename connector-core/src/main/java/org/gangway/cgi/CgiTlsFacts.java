package org.gangway.cgi;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.gangway.request.TlsFacts;
import org.gangway.request.internal.CertificateChain;
import org.gangway.request.internal.CipherSuite;
import org.gangway.request.internal.ClientCertificates;
import org.gangway.request.internal.LastText;
import org.gangway.request.internal.Numbers;

/** The TLS variables of Apache's mod_ssl, by whose names nginx, lighttpd and HAProxy are configured too. */
final class CgiTlsFacts implements TlsFacts, CertificateChain.Source {
    private static final int MOST_CERTIFICATES = 16;

    private final CertificateChain chain = new CertificateChain(this);
    private final LastText cipherSuite = new LastText();
    private final LastText protocol = new LastText();
    private CgiVariables variables;
    private VariableIndex index;

    void map(CgiVariables requestVariables, VariableIndex requestIndex) {
        variables = requestVariables;
        index = requestIndex;
        chain.clear();
    }

    void clear() {
        variables = null;
        index = null;
        chain.clear();
    }

    @Override
    public String cipherSuite() {
        int i = find(Variable.SSL_CIPHER);
        return i < 0 ? null : text(cipherSuite, i);
    }

    @Override
    public int keySize() {
        int i = find(Variable.SSL_CIPHER_USEKEYSIZE);
        if (i < 0) {
            return CipherSuite.keySize(cipherSuite());
        }
        return Math.max(0, Numbers.port(variables.block(), variables.valueOffset(i), variables.valueLength(i)));
    }

    @Override
    public String sessionId() {
        int i = find(Variable.SSL_SESSION_ID);
        return i < 0 ? null : variables.value(i);
    }

    @Override
    public String protocol() {
        int i = find(Variable.SSL_PROTOCOL);
        return i < 0 ? null : text(protocol, i);
    }

    @Override
    public List<X509Certificate> certificates() {
        return chain.get();
    }

    @Override
    public boolean verified() {
        return find(Variable.SSL_CLIENT_VERIFY) >= 0 && !certificates().isEmpty();
    }

    /** What NONE, FAILED and GENEROUS say is no word of the web server's for the client. */
    private boolean isVerified() {
        int i = find(Variable.SSL_CLIENT_VERIFY);
        if (i < 0) {
            return true;
        }
        String verify = variables.value(i);
        return verify.equals("SUCCESS") || verify.equals("0");
    }

    @Override
    public List<X509Certificate> read() throws CertificateException {
        int own = own();
        if (own < 0 || !isVerified()) {
            return List.of();
        }
        List<X509Certificate> certificates = new ArrayList<>(ClientCertificates.read(variables.value(own)));
        for (int n = 0; n < MOST_CERTIFICATES; n++) {
            int next = find("SSL_CLIENT_CERT_CHAIN_" + n);
            if (next < 0) {
                break;
            }
            certificates.addAll(ClientCertificates.read(variables.value(next)));
        }
        return certificates;
    }

    @Override
    public String name() {
        return variables.name(own());
    }

    private int own() {
        int pem = find(Variable.SSL_CLIENT_CERT);
        return pem >= 0 ? pem : find(Variable.SSL_CLIENT_CERT_BASE64);
    }

    private String text(LastText last, int i) {
        return last.get(variables.block(), variables.valueOffset(i), variables.valueLength(i));
    }

    private int find(Variable variable) {
        return index.find(variable);
    }

    private int find(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < variables.count(); i++) {
            if (variables.nameEquals(i, bytes)) {
                return variables.valueLength(i) > 0 ? i : -1;
            }
        }
        return -1;
    }
}
