package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The generation of the servlet API that a WAR was written for. */
public enum ServletLevel {
    /** Java EE 8 and older: {@code javax.servlet}. */
    EE8("ee8", null),
    /** Jakarta EE 9 and 10: Servlet 5.0 and 6.0. */
    EE10("ee10", "org.gangway.launcher.ee10.Ee10WebApplication"),
    /** Jakarta EE 11: Servlet 6.1. */
    EE11("ee11", "org.gangway.launcher.ee11.Ee11WebApplication");

    private static final String JAKARTA = "https://jakarta.ee/xml/ns/jakartaee";
    private static final String JAVAX_TYPE = "javax/servlet/";
    private static final String JAKARTA_TYPE = "jakarta/servlet/";

    private final String environment;
    private final String factory;

    ServletLevel(String environment, String factory) {
        this.environment = environment;
        this.factory = factory;
    }

    /**
     * The name of Jetty's environment for this level, and of its directory below {@code lib}.
     *
     * @return the name
     */
    public String environment() {
        return environment;
    }

    /**
     * The class that deploys a WAR of this level.
     *
     * @return the name of a {@link WebApplicationFactory}, which lives in the environment
     */
    String factory() {
        return factory;
    }

    /**
     * Reads the level from a deployment descriptor: from the name space and the version of its root element.
     *
     * @param descriptor {@code WEB-INF/web.xml}
     * @return the level; {@link #EE11} for an empty file, which Jetty takes for none
     * @throws NoSuchFileException if there is none
     * @throws IOException if it can't be read or isn't XML
     */
    static ServletLevel ofDescriptor(Path descriptor) throws IOException {
        if (!Files.exists(descriptor)) {
            throw new NoSuchFileException(descriptor.toString());
        }
        if (Files.size(descriptor) == 0) {
            return EE11;
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = Files.newInputStream(descriptor)) {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            boolean documentType = false;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD -> documentType = true;
                    case XMLStreamConstants.START_ELEMENT -> {
                        return ofRoot(
                                reader.getNamespaceURI(), reader.getAttributeValue(null, "version"), documentType);
                    }
                    default -> {}
                }
            }
            throw new IOException("it has no root element");
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ServletLevel ofRoot(String namespace, String version, boolean documentType) {
        if (documentType || (namespace != null && !namespace.equals(JAKARTA))) {
            return EE8;
        }
        if (version == null) {
            return EE11;
        }
        int dot = version.indexOf('.');
        try {
            int major = Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
            int minor = dot < 0 ? 0 : Integer.parseInt(version.substring(dot + 1));
            if (major < 5) {
                return EE8;
            }
            return major > 6 || (major == 6 && minor >= 1) ? EE11 : EE10;
        } catch (NumberFormatException e) {
            return EE11;
        }
    }

    /**
     * Looks for the servlet API in the constant pool of a class.
     *
     * @param bytes a class file
     * @return {@link #EE8} or {@link #EE11}, or null if the class doesn't use the servlet API
     */
    static ServletLevel ofClass(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains(JAKARTA_TYPE)) {
            return EE11;
        }
        return text.contains(JAVAX_TYPE) ? EE8 : null;
    }
}
