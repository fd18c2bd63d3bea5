package org.gangway.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A certificate authority for one run of the tests, with a certificate for the web servers and one for a client. */
final class Certificates {
    /** The subject of the client's certificate. */
    static final String CLIENT_SUBJECT = "CN=alice,O=Example";

    private static final char[] PASSWORD = "secret".toCharArray();

    private final Path directory;

    /** Makes the certificates with openssl: server.crt, server.key, server.pem, ca.crt, client.p12, forged.p12. */
    Certificates(Path directory) {
        this.directory = directory;
        authority("ca", "/O=Example/CN=CA");
        issue("server", "/O=Example/CN=www.example.test", "ca");
        issue("client", "/O=Example/CN=alice", "ca");
        pack("client");
        // The client's name, but nobody has reason to trust who says so.
        authority("forger", "/O=Forger/CN=CA");
        issue("forged", "/O=Example/CN=alice", "forger");
        pack("forged");
        try {
            Path both = directory.resolve("server.pem");
            Files.copy(directory.resolve("server.crt"), both, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(both, Files.readString(directory.resolve("server.key")), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The TLS of a client that trusts the authority and, if told so, shows its certificate. */
    SSLContext client(boolean withCertificate) {
        return client(withCertificate ? "client" : null);
    }

    /** The TLS of a client that trusts the authority and shows a certificate that it didn't issue. */
    SSLContext forger() {
        return client("forged");
    }

    private SSLContext client(String certificate) {
        try (InputStream own = Files.newInputStream(
                        directory.resolve((certificate == null ? "client" : certificate) + ".p12"));
                InputStream authority = Files.newInputStream(directory.resolve("ca.crt"))) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(authority));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(own, PASSWORD);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] shown = {new AnyAuthority((X509ExtendedKeyManager) managers.getKeyManagers()[0])};
            context.init(certificate == null ? null : shown, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void authority(String name, String subject) {
        key(name);
        openssl("req", "-x509", "-new", "-key", name + ".key", "-days", "2", "-subj", subject, "-out", name + ".crt");
    }

    private void issue(String name, String subject, String authority) {
        key(name);
        openssl("req", "-new", "-key", name + ".key", "-subj", subject, "-out", name + ".csr");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".crt",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                "2",
                "-out",
                name + ".crt");
    }

    private void pack(String name) {
        openssl(
                "pkcs12",
                "-export",
                "-inkey",
                name + ".key",
                "-in",
                name + ".crt",
                "-passout",
                "pass:secret",
                "-out",
                name + ".p12");
    }

    private void key(String name) {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name + ".key");
        if (!directory.resolve(name + ".key").toFile().setReadable(true, false)) {
            throw new IllegalStateException("can't make the key " + name + " readable for the web servers");
        }
    }

    private void openssl(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Program.get("openssl").toString());
        command.addAll(List.of(arguments));
        for (int i = 1; i < command.size(); i++) {
            String argument = command.get(i);
            if (argument.matches("[a-z]+\\.(key|crt|csr|p12)")) {
                command.set(i, directory.resolve(argument).toString());
            }
        }
        try (ChildProcess openssl = new ChildProcess(command, Map.of(), directory.resolve("openssl.log"))) {
            int status = openssl.awaitEnd();
            if (status != 0) {
                throw new IllegalStateException(command + " ended with " + status + ":\n" + openssl.output());
            }
        }
    }

    /** Shows the certificate even where the server asks for one of another authority. */
    private static final class AnyAuthority extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        AnyAuthority(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, null, socket);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, null);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }
}
