package org.gangway.launcher.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for a trial, where the real one isn't there yet. Java's keytool makes it. */
final class SelfSigned {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "trial";
    private static final int LINE = 64;

    private SelfSigned() {}

    /**
     * Makes one that holds for a day.
     *
     * @param directory where its files go
     * @param name the host
     * @return the certificate
     * @throws IOException if it can't be made
     */
    static Certificate in(Path directory, String name) throws IOException, InterruptedException {
        Path store = directory.resolve("trial.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException(
                    Files.readString(directory.resolve("keytool.log")).strip());
        }
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            Certificate files = new Certificate(directory.resolve("trial.crt"), directory.resolve("trial.key"));
            write(files.certificate(), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            write(
                    files.key(),
                    "PRIVATE KEY",
                    keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
            return files;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
