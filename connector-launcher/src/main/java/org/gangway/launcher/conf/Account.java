package org.gangway.launcher.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The user of a trial, with a password that nobody else knows. */
final class Account {
    private static final String NAME = "gangway";
    private static final int PASSWORD_BYTES = 16;

    private final Path directory;
    private final Path program;

    /**
     * Takes what is needed.
     *
     * @param directory where files may be made
     * @param program the web server's program
     */
    Account(Path directory, Path program) {
        this.directory = directory;
        this.program = program;
    }

    /** Users like the given ones, in a file of the trial. */
    Users in(String server, Users users) throws IOException, InterruptedException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path file = directory.resolve("users");
        Files.writeString(
                file,
                server.equals("caddy")
                        ? NAME + " " + hashedByCaddy(password) + "\n"
                        : NAME + ":{SHA}" + sha(password) + "\n");
        // The web server reads it after it has given root's rights up.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return new Users(file, users.path(), users.roles(), users.rolesVariable(), NAME + ":" + password);
    }

    /** Caddy understands hashes of bcrypt only, and makes them. */
    private String hashedByCaddy(String password) throws IOException, InterruptedException {
        Path input = Files.createFile(
                directory.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(input, password + "\n");
        Path output = directory.resolve("hash.log");
        Process hash = new ProcessBuilder(program.toString(), "hash-password")
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(directory.resolve("hash-error.log").toFile())
                .start();
        hash.waitFor();
        return Files.readString(output).strip();
    }

    private static String sha(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
