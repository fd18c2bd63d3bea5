package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A context XML: Jetty XML that configures a {@code WebAppContext}.
 *
 * @param path where it is, absolute
 * @param contextClass the class that it configures
 */
record ContextXml(Path path, String contextClass) {
    private static final String DOCUMENT_TYPE =
            "<!DOCTYPE Configure PUBLIC \"-//Jetty//Configure//EN\" \"https://jetty.org/configure_10_0.dtd\">";
    private static final Pattern CONTEXT_CLASS =
            Pattern.compile("org\\.eclipse\\.jetty\\.(ee\\d+)\\.webapp\\.WebAppContext");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");

    /**
     * Looks whether a file is a context XML.
     *
     * @param file the file
     * @return what it is, or null if its root element is another than Jetty's {@code Configure}
     * @throws UserError if it can't be read or isn't XML
     */
    static ContextXml inspect(Path file) throws UserError {
        Path absolute = file.toAbsolutePath().normalize();
        try (InputStream in = Files.newInputStream(absolute)) {
            XMLStreamReader reader = DeploymentDescriptor.reader(in);
            boolean documentType = false;
            while (reader.hasNext()) {
                documentType |= reader.next() == XMLStreamConstants.DTD;
                if (!reader.isStartElement()) {
                    continue;
                }
                if (!reader.getLocalName().equals("Configure")) {
                    return null;
                }
                if (!documentType) {
                    throw broken(absolute, "it lacks " + DOCUMENT_TYPE, null);
                }
                return new ContextXml(absolute, reader.getAttributeValue(null, "class"));
            }
            throw broken(absolute, "it has no root element", null);
        } catch (IOException | XMLStreamException e) {
            throw broken(absolute, e.getMessage(), e);
        }
    }

    /**
     * The level of the context that it configures.
     *
     * @return the level
     * @throws UserError if the class is none that this installation has
     */
    ServletLevel level() throws UserError {
        Matcher matcher = CONTEXT_CLASS.matcher(String.valueOf(contextClass));
        if (matcher.matches()) {
            for (ServletLevel level : ServletLevel.values()) {
                if (level.environment().equals(matcher.group(1))) {
                    return level;
                }
            }
        }
        throw UserError.failed(path + " configures " + (contextClass == null ? "no class" : contextClass)
                + "; let it configure org.eclipse.jetty.ee10.webapp.WebAppContext, or that of ee8 or ee11");
    }

    /**
     * A file that Jetty can't use.
     *
     * @param file the context XML
     * @param reason what is wrong
     * @param cause the exception that said so, or null
     * @return the error
     */
    static UserError broken(Path file, String reason, Throwable cause) {
        return UserError.failed(
                "cannot read the context XML " + file + " (" + reason + "); correct it, or move it away", cause);
    }

    /**
     * Whether what a context XML names as the WAR isn't there, as far as can be told without asking others.
     *
     * @param war a path, or a URL
     * @return whether it is missing
     */
    static boolean isMissing(String war) {
        try {
            Path path = war.startsWith("file:") ? Path.of(URI.create(war)) : Path.of(war);
            return (path.isAbsolute() || !SCHEME.matcher(war).lookingAt()) && Files.notExists(path);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
