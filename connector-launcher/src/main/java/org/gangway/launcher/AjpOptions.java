package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.jetty.SecretFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The options of AJP13. */
final class AjpOptions {
    /** The environment variable with the secret. */
    static final String SECRET = "GANGWAY_SECRET";

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "AJP: the file with the secret that the web server must send (one line; or put it into the"
                    + " environment variable " + SECRET
                    + "). Needed where others than this machine can connect (default: none).")
    Path secretFile;

    @Option(
            names = "--packet-size",
            paramLabel = "BYTES",
            description = "AJP: the largest packet to send, 8192 to 65536; a response's head must fit. As large as"
                    + " mod_jk's max_packet_size and mod_proxy_ajp's ProxyIOBufferSize (default: 8192).")
    Integer packetSize;

    @Option(
            names = "--body-packets",
            paramLabel = "HOW",
            description = "AJP: the framing of request bodies: auto, standard, or raw (lighttpd's mod_ajp13);"
                    + " default: auto.")
    BodyPackets bodyPackets;

    @Option(
            names = "--other-attributes",
            paramLabel = "WHAT",
            description = "AJP: what becomes of a request with an attribute that --attributes doesn't name: drop the"
                    + " attribute, or refuse the request with 403 as Tomcat does (default: drop).")
    OtherAttributes otherAttributes;

    /**
     * Checks that an option that was given has an effect, and reads the secret.
     *
     * @param protocol what the web server speaks
     * @param environment the environment variables
     * @return what the options say
     * @throws UserError if an option has none, or the secret can't be read
     */
    AjpPlan plan(Protocol protocol, Map<String, String> environment) throws UserError {
        if (protocol.includes(Protocol.AJP)) {
            String secret = secretFile == null ? fromEnvironment(environment) : read(secretFile);
            return new AjpPlan(secret, packetSize, bodyPackets, otherAttributes);
        }
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("--secret-file", secretFile);
        given.put("--packet-size", packetSize);
        given.put("--body-packets", bodyPackets);
        given.put("--other-attributes", otherAttributes);
        for (Map.Entry<String, Object> option : given.entrySet()) {
            if (option.getValue() != null) {
                throw UserError.usage(option.getKey() + " is for AJP, the protocol is " + protocol
                        + "; leave it out, or give --protocol ajp");
            }
        }
        return AjpPlan.NONE;
    }

    private static String fromEnvironment(Map<String, String> environment) throws UserError {
        String text = environment.get(SECRET);
        if (text != null && text.isBlank()) {
            throw UserError.usage(
                    "the environment variable " + SECRET + " is empty; set it to the secret, or unset it");
        }
        return text;
    }

    private static String read(Path file) throws UserError {
        String text;
        try {
            text = SecretFile.read(file);
        } catch (IllegalArgumentException e) {
            throw UserError.failed("--secret-file: " + e.getMessage());
        }
        warnIfOthersRead(file);
        return text;
    }

    private static void warnIfOthersRead(Path file) throws UserError {
        // Not a constant: the first logger sets up the log, and the options that say how are read after this class.
        Logger logger = LoggerFactory.getLogger(AjpOptions.class);
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                logger.warn("--secret-file {} can be read by every user of this machine; chmod 640 {}", file, file);
            }
        } catch (UnsupportedOperationException e) {
            logger.debug("No permissions on the file system of {}", file);
        } catch (IOException e) {
            throw UserError.failed("cannot read " + file + " (--secret-file): " + e.getMessage(), e);
        }
    }
}
