package org.gangway.request.internal;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates that a client showed, read when they are first asked for. */
public final class CertificateChain {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateChain.class);

    /** Where they come from. */
    public interface Source {
        /**
         * Reads them.
         *
         * @return the client's own certificate first; empty if there is none, or none that the web server vouches for
         * @throws CertificateException if one can't be parsed
         */
        List<X509Certificate> read() throws CertificateException;

        /** The name of what holds the client's own certificate, for the log. */
        String name();
    }

    private final Source source;
    private List<X509Certificate> certificates;

    public CertificateChain(Source source) {
        this.source = source;
    }

    /** Another request has others. */
    public void clear() {
        certificates = null;
    }

    public List<X509Certificate> get() {
        if (certificates == null) {
            certificates = read();
        }
        return certificates;
    }

    private List<X509Certificate> read() {
        try {
            return List.copyOf(source.read());
        } catch (CertificateException e) {
            LOG.warn(
                    "The client certificate in {} can't be parsed and counts as none: {}",
                    source.name(),
                    Escaped.text(String.valueOf(e.getMessage())));
            return List.of();
        }
    }
}
