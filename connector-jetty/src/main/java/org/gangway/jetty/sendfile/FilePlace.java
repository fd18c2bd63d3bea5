package org.gangway.jetty.sendfile;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.URIUtil;

/**
 * A file below the directory of its application. All parts are percent-encoded.
 *
 * @param root the directory, ending with a slash
 * @param relative the file's path below it
 * @param contextPath the application's context path, empty for the root context
 */
record FilePlace(String root, String relative, String contextPath) {
    /**
     * @param context the application
     * @param root its directory, without symbolic links
     * @param file the file, without symbolic links
     * @return null if the web server must not send the file: it lies outside of the directory, or in WEB-INF or
     *     META-INF, or its name is no UTF-8, which lighttpd answers with 502
     */
    static FilePlace of(ContextHandler context, Path root, Path file) {
        if (!file.startsWith(root) || isProtected(root.relativize(file))) {
            return null;
        }
        // In a URI every byte of the name that isn't printable ASCII is percent-encoded.
        String rootPath = root.toUri().getRawPath();
        String filePath = file.toUri().getRawPath();
        if (!rootPath.endsWith("/") || !filePath.startsWith(rootPath) || !isUtf8(filePath)) {
            return null;
        }
        // Jetty keeps a context path half encoded.
        String contextPath = URIUtil.encodePath(URIUtil.decodePath(context.getContextPath()));
        return new FilePlace(
                rootPath, filePath.substring(rootPath.length()), contextPath.equals("/") ? "" : contextPath);
    }

    private static boolean isProtected(Path relative) {
        for (Path name : relative) {
            String text = name.toString();
            if (text.equalsIgnoreCase("WEB-INF") || text.equalsIgnoreCase("META-INF")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the percent-encoded bytes are UTF-8. */
    private static boolean isUtf8(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return true;
        }
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                bytes.put((byte) Integer.parseInt(encoded, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.put((byte) encoded.charAt(i));
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }
}
