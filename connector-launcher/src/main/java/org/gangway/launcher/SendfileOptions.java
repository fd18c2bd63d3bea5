package org.gangway.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gangway.request.SendfilePolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that has the web server send files. */
final class SendfileOptions {
    @Option(
            names = "--sendfile",
            paramLabel = "HOW",
            defaultValue = "none",
            converter = PolicyConverter.class,
            description = "Have the web server send the application's files: x-sendfile (lighttpd, Apache with"
                    + " mod_xsendfile), x-accel-redirect:/prefix/ (nginx, with an internal location of that prefix),"
                    + " lighttpd (its old X-LIGHTTPD-send-file), or none (default: ${DEFAULT-VALUE}).")
    SendfilePolicy policy;

    /**
     * Checks that the web server can get at the files: those of a packed WAR lie where it is unpacked.
     *
     * @param war the WAR, or the directory with its content
     * @param workDirectory where it is unpacked, or null for a directory that only this user can enter
     * @throws UserError if it can't
     */
    void check(Path war, Path workDirectory) throws UserError {
        if (policy.isEnabled() && workDirectory == null && !Files.isDirectory(war)) {
            throw UserError.usage("--sendfile " + policy + ": " + war + " would be unpacked where only this user may"
                    + " read; give --work-dir DIR, which the web server's user can enter, or a directory for the WAR");
        }
    }

    /** Reads the value of the option. */
    static final class PolicyConverter implements ITypeConverter<SendfilePolicy> {
        @Override
        public SendfilePolicy convert(String text) {
            try {
                return SendfilePolicy.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
