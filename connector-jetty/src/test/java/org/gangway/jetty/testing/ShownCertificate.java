package org.gangway.jetty.testing;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.gangway.request.TlsFacts;

/** A TLS connection whose client has shown the certificate of {@code CN=alice, O=Example}. */
record ShownCertificate(boolean verified) implements TlsFacts {
    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBmzCCAUGgAwIBAgIUDQdlqCZlaisuOEWUacl4wknvl0MwCgYIKoZIzj0EAwIw
            IjEQMA4GA1UECgwHRXhhbXBsZTEOMAwGA1UEAwwFYWxpY2UwIBcNMjYxMTIyMTky
            ODI4WhgPMjEyNjEwMjkxOTI4MjhaMCIxEDAOBgNVBAoMB0V4YW1wbGUxDjAMBgNV
            BAMMBWFsaWNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEs2Jb4aJt4Bb0afOV
            aWogEzErjxYGaeoakur9McStH8clXofd/ZzWtWxc58QK06cHSvcofQyvD2n5ClND
            x3C4N6NTMFEwHQYDVR0OBBYEFGJY56USSgcq9ERKD6NprynuwHrUMB8GA1UdIwQY
            MBaAFGJY56USSgcq9ERKD6NprynuwHrUMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
            zj0EAwIDSAAwRQIhAJxHFzYMxQrwwKJw2zUnMrphVtu+zAk7aLEAVXLFhTeyAiBu
            DzDxMAnQek0gSL0wYEnvpaps9xbFyCxluVb8r1+L8Q==
            -----END CERTIFICATE-----
            """;

    @Override
    public List<X509Certificate> certificates() {
        try {
            return List.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(PEM.getBytes(StandardCharsets.US_ASCII))));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String cipherSuite() {
        return null;
    }

    @Override
    public int keySize() {
        return 0;
    }

    @Override
    public String sessionId() {
        return null;
    }

    @Override
    public String protocol() {
        return null;
    }
}
