package org.gangway.request.internal;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads certificates in the spellings of web servers: PEM with line feeds (Apache, lighttpd, nginx's
 * {@code $ssl_client_raw_cert}), with tabs or blanks in their place (nginx's deprecated {@code $ssl_client_cert}),
 * percent-encoded (nginx's {@code $ssl_client_escaped_cert}), and DER in Base64 (HAProxy). Several may follow one
 * another.
 */
public final class ClientCertificates {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    private ClientCertificates() {}

    public static List<X509Certificate> read(String text) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        String pem = text.indexOf('%') >= 0 ? PathText.decode(text, PathText.Form.DECODED) : text;
        int begin = pem.indexOf(BEGIN);
        if (begin < 0) {
            certificates.add(certificate(pem));
        }
        while (begin >= 0) {
            int end = pem.indexOf(END, begin);
            if (end < 0) {
                throw new CertificateException("the end line is missing");
            }
            certificates.add(certificate(pem.substring(begin + BEGIN.length(), end)));
            begin = pem.indexOf(BEGIN, end);
        }
        return certificates;
    }

    /** Reads what some web servers send as the bytes themselves: PEM or DER. */
    public static List<X509Certificate> read(byte[] bytes, int offset, int length) throws CertificateException {
        if (length > 0 && bytes[offset] == 0x30) {
            List<X509Certificate> certificates = new ArrayList<>();
            ByteArrayInputStream der = new ByteArrayInputStream(bytes, offset, length);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (der.available() > 0) {
                certificates.add((X509Certificate) factory.generateCertificate(der));
            }
            return certificates;
        }
        return read(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    }

    private static X509Certificate certificate(String base64) throws CertificateException {
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new CertificateException("not Base64", e);
        }
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
