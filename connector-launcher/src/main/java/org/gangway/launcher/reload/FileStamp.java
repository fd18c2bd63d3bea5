package org.gangway.launcher.reload;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.TreeMap;
import java.util.zip.ZipFile;

/**
 * What tells one content of a file from another without reading it: time, size and inode. A directory with the content
 * of a WAR has those of its {@code WEB-INF/web.xml}, or of {@code WEB-INF}; another directory has those of the
 * applications in it.
 *
 * @param files the stamps by path; empty if there is no such file
 */
public record FileStamp(TreeMap<Path, Entry> files) {
    /**
     * The stamp of one file.
     *
     * @param modified when it was modified
     * @param size its size in bytes
     * @param inode what the file system knows it by, or null
     */
    public record Entry(FileTime modified, long size, Object inode) {}

    /**
     * Looks at a file now.
     *
     * @param path the file
     * @return its stamp
     */
    public static FileStamp of(Path path) {
        TreeMap<Path, Entry> files = new TreeMap<>();
        Path webInf = path.resolve("WEB-INF");
        if (Files.isDirectory(path) && !Files.isDirectory(webInf)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
                    boolean exploded = Files.isDirectory(entry.resolve("WEB-INF"));
                    if (!name.startsWith(".") && (exploded || name.endsWith(".war") || name.endsWith(".xml"))) {
                        add(entry, files);
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                files.clear();
            }
        } else {
            add(path, files);
        }
        return new FileStamp(files);
    }

    private static void add(Path path, TreeMap<Path, Entry> files) {
        Path webInf = path.resolve("WEB-INF");
        Path descriptor = webInf.resolve("web.xml");
        Path file = Files.exists(descriptor) ? descriptor : Files.isDirectory(webInf) ? webInf : path;
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // The size of a directory says nothing.
            long size = attributes.isDirectory() ? 0 : attributes.size();
            files.put(file, new Entry(attributes.lastModifiedTime(), size, attributes.fileKey()));
        } catch (IOException e) {
            files.remove(file);
        }
    }

    /**
     * Whether the file is there.
     *
     * @return whether it is
     */
    boolean exists() {
        return !files.isEmpty();
    }

    /**
     * An archive that is still being written: its end, which has its table of contents, isn't there.
     *
     * @return the first such file, or null if all are complete
     */
    Path incomplete() {
        for (Path file : files.keySet()) {
            String name = file.toString().toLowerCase(Locale.ROOT);
            if ((name.endsWith(".war") || name.endsWith(".jar")) && Files.isRegularFile(file)) {
                try (ZipFile zip = new ZipFile(file.toFile())) {
                    if (zip.size() == 0) {
                        return file;
                    }
                } catch (IOException e) {
                    return file;
                }
            }
        }
        return null;
    }
}
