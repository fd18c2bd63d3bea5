package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a {@code web.xml} or {@code web-fragment.xml} tells about the level of its WAR.
 *
 * @param api the name space of its root element, or null if it says nothing
 * @param version the servlet version times ten, 61 for example; 0 if it says nothing
 * @param classes the servlets, filters and listeners that it names
 * @param jspConfig whether it says something about JSPs
 */
record DeploymentDescriptor(ServletApi api, int version, Set<String> classes, boolean jspConfig) {
    private static final String JAKARTA = "https://jakarta.ee/xml/ns/jakartaee";
    private static final int FIRST_JAKARTA_VERSION = 50;
    private static final Set<String> CLASS_ELEMENTS = Set.of("servlet-class", "filter-class", "listener-class");
    private static final Set<String> JSP_ELEMENTS = Set.of("jsp-config", "jsp-property-group", "taglib");

    /** Where there is no descriptor. */
    static final DeploymentDescriptor NONE = new DeploymentDescriptor(null, 0, Set.of(), false);

    /**
     * Reads a descriptor.
     *
     * @param file the descriptor
     * @return what it tells; {@link #NONE} for a missing or empty file, as Jetty has it
     * @throws IOException if it can't be read or isn't XML
     */
    static DeploymentDescriptor read(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return NONE;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(reader(in));
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Opens XML of somebody else: nothing outside of the file is read.
     *
     * @param in the bytes
     * @return a reader
     * @throws XMLStreamException if there is no XML
     */
    static XMLStreamReader reader(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory.createXMLStreamReader(in);
    }

    private static DeploymentDescriptor read(XMLStreamReader reader) throws IOException, XMLStreamException {
        DeploymentDescriptor root = null;
        boolean documentType = false;
        boolean jspConfig = false;
        Set<String> classes = new LinkedHashSet<>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> documentType = true;
                case XMLStreamConstants.START_ELEMENT -> {
                    if (root == null) {
                        root = ofRoot(reader, documentType);
                    } else if (CLASS_ELEMENTS.contains(reader.getLocalName())) {
                        classes.add(reader.getElementText().strip());
                    } else {
                        jspConfig |= JSP_ELEMENTS.contains(reader.getLocalName());
                    }
                }
                default -> {}
            }
        }
        if (root == null) {
            throw new IOException("it has no root element");
        }
        return new DeploymentDescriptor(root.api, root.version, classes, jspConfig);
    }

    private static DeploymentDescriptor ofRoot(XMLStreamReader reader, boolean documentType) {
        String namespace = reader.getNamespaceURI();
        int version = version(reader.getAttributeValue(null, "version"));
        ServletApi api = null;
        if (JAKARTA.equals(namespace)) {
            api = ServletApi.JAKARTA;
        } else if (documentType || namespace != null) {
            api = ServletApi.JAVAX;
        } else if (version > 0) {
            api = version < FIRST_JAKARTA_VERSION ? ServletApi.JAVAX : ServletApi.JAKARTA;
        }
        return new DeploymentDescriptor(api, version, Set.of(), false);
    }

    private static int version(String text) {
        if (text == null) {
            return 0;
        }
        int dot = text.indexOf('.');
        try {
            int major = Integer.parseInt(dot < 0 ? text : text.substring(0, dot));
            int minor = dot < 0 ? 0 : Integer.parseInt(text.substring(dot + 1));
            return 10 * major + Math.min(minor, 9);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
