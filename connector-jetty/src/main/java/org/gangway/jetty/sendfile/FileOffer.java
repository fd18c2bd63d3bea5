package org.gangway.jetty.sendfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.resource.Resource;

/**
 * What the writer of a file says, on its thread, while its first buffer goes down to the stream: this is the beginning
 * of that file, or of a range of it.
 *
 * <p>Used by one thread.
 */
final class FileOffer {
    private static final ThreadLocal<FileOffer> CURRENT = new ThreadLocal<>();

    private final HttpContent content;
    private final ByteBuffer first;
    private final long offset;
    private final long length;
    private FileOffer outer;
    private boolean taken;

    /**
     * @param content the file
     * @param first what is written first
     * @param offset of its first byte in the file
     * @param length the number of bytes that are going to be written
     */
    FileOffer(HttpContent content, ByteBuffer first, long offset, long length) {
        this.content = content;
        this.first = first;
        this.offset = offset;
        this.length = length;
    }

    /** The offer that this very buffer is the beginning of; null for any other buffer. */
    @SuppressWarnings("ReferenceEquality") // an equal buffer may be somebody else's
    static FileOffer of(ByteBuffer buffer) {
        FileOffer offer = CURRENT.get();
        return offer != null && offer.first == buffer ? offer : null;
    }

    void begin() {
        outer = CURRENT.get();
        CURRENT.set(this);
    }

    void end() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** The length of the file in bytes. */
    long fileLength() {
        return content.getContentLengthValue();
    }

    /** The file's ETag field, or null. */
    HttpField etag() {
        return content.getETag();
    }

    long offset() {
        return offset;
    }

    long length() {
        return length;
    }

    /** The stream has taken the file over: no byte of it need be read. */
    void take() {
        taken = true;
    }

    boolean isTaken() {
        return taken;
    }

    /**
     * Where the file lies.
     *
     * @return null if it isn't a file of the application on disk, as it was when the response began
     */
    FilePlace place() {
        ContextHandler context = ContextHandler.getCurrentContextHandler();
        Path file = path(content.getResource());
        Path root = context == null ? null : root(context);
        if (file == null || root == null) {
            return null;
        }
        try {
            Path realRoot = root.toRealPath();
            Path real = file.toRealPath();
            return isUnchanged(real) ? FilePlace.of(context, realRoot, real) : null;
        } catch (IOException gone) {
            return null;
        }
    }

    private boolean isUnchanged(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.isRegularFile()
                && attributes.size() == fileLength()
                && attributes.lastModifiedTime().toInstant().getEpochSecond()
                        == content.getLastModifiedInstant().getEpochSecond();
    }

    /** The directory of the WAR itself, which comes before those of its fragments. */
    private static Path root(ContextHandler context) {
        Resource base = context.getBaseResource();
        if (base != null) {
            for (Resource part : base) {
                Path path = path(part);
                if (path != null) {
                    return path;
                }
            }
        }
        return null;
    }

    private static Path path(Resource resource) {
        Path path = resource == null ? null : resource.getPath();
        return path != null && path.getFileSystem() == FileSystems.getDefault() ? path : null;
    }
}
