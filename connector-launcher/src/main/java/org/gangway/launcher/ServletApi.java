package org.gangway.launcher;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The name space of the servlet API and of the APIs that come with it. */
enum ServletApi {
    /** Java EE 8 and older. */
    JAVAX,
    /** Jakarta EE 9 and newer. */
    JAKARTA;

    /** What a container calls, or what only runs inside of one: a mention binds a class to its name space. */
    private static final List<String> PACKAGES = List.of("servlet", "websocket", "ws/rs", "faces");

    private static final List<String> ANNOTATIONS = List.of(
            "servlet/annotation/WebServlet;",
            "servlet/annotation/WebFilter;",
            "servlet/annotation/WebListener;",
            "websocket/server/ServerEndpoint;");

    /** Which name spaces were mentioned. Not thread-safe. */
    static final class Mentions {
        private boolean javax;
        private boolean jakarta;
        private boolean tagLibraries;

        /**
         * Looks for the APIs in the constant pool of a class.
         *
         * @param bytes a class file
         */
        void addClass(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            for (String name : PACKAGES) {
                javax |= text.contains("javax/" + name + '/');
                jakarta |= text.contains("jakarta/" + name + '/');
            }
        }

        /**
         * Looks for an annotation by which the container finds a class: its name space is that of the class, whatever else
         * it mentions.
         *
         * @param bytes a class file
         */
        void addAnnotatedClass(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            for (String name : ANNOTATIONS) {
                javax |= text.contains("Ljavax/" + name);
                jakarta |= text.contains("Ljakarta/" + name);
            }
        }

        /**
         * Looks for imports and tag libraries in a JSP.
         *
         * @param bytes its text
         */
        void addPage(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            javax |= text.contains("javax.servlet.");
            jakarta |= text.contains("jakarta.servlet.") || text.contains("jakarta.tags.");
            tagLibraries |= text.contains("taglib") || text.contains("jstl") || text.contains("jakarta.tags.");
        }

        /**
         * Notes a name space.
         *
         * @param api what was mentioned, or null
         */
        void add(ServletApi api) {
            javax |= api == JAVAX;
            jakarta |= api == JAKARTA;
        }

        /**
         * Whether a page uses tag libraries.
         *
         * @return whether one does
         */
        boolean tagLibraries() {
            return tagLibraries;
        }

        /**
         * What all mentions agree on.
         *
         * @return the name space, or null if there is no mention, or both are mentioned
         */
        ServletApi verdict() {
            if (javax == jakarta) {
                return null;
            }
            return javax ? JAVAX : JAKARTA;
        }
    }
}
