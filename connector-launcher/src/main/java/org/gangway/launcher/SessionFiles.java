package org.gangway.launcher;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.session.ObjectStreamSessionDataStore;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.UnreadableSessionDataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one WAR, each in a file of its own. Nothing is remembered of the files, so a process sees at once
 * what another one has written, as it must when one takes over from the other; and a file is replaced as a whole, so
 * that none is found half written. Thread-safe.
 *
 * <p>A file begins with a magic number, the time in milliseconds when the session expires (0: never), and what else
 * Jetty keeps of a session; the serialized attributes follow.
 */
final class SessionFiles extends ObjectStreamSessionDataStore {
    private static final Logger LOG = LoggerFactory.getLogger(SessionFiles.class);
    private static final int MAGIC = 0x47575331;
    private static final String SUFFIX = ".session";
    private static final String TEMPORARY = ".tmp";
    /** An id comes from the client, and becomes a file name. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    private final Path root;
    private final Path directory;

    /**
     * @param root the directory of all WARs
     * @param key the name of this one's
     */
    SessionFiles(Path root, String key) {
        this.root = root;
        this.directory = root.resolve(key);
    }

    @Override
    protected void doStart() throws Exception {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        super.doStart();
    }

    @Override
    public boolean isPassivating() {
        return true;
    }

    @Override
    public boolean doExists(String id) throws IOException {
        if (!ID.matcher(id).matches()) {
            return false;
        }
        long expiry = expiry(file(id));
        return expiry == 0 || expiry > System.currentTimeMillis();
    }

    @Override
    public SessionData doLoad(String id) throws Exception {
        if (!ID.matcher(id).matches()) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file(id));
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            ByteArrayInputStream in = new ByteArrayInputStream(bytes);
            return read(id, new DataInputStream(in), in);
        } catch (Exception | LinkageError e) {
            throw new UnreadableSessionDataException(id, _context, e);
        }
    }

    private SessionData read(String id, DataInputStream head, InputStream attributes) throws Exception {
        if (head.readInt() != MAGIC) {
            throw new IOException("no session file of Gangway");
        }
        long expiry = head.readLong();
        long created = head.readLong();
        long accessed = head.readLong();
        long lastAccessed = head.readLong();
        long cookieSet = head.readLong();
        long lastSaved = head.readLong();
        SessionData data = newSessionData(id, created, accessed, lastAccessed, head.readLong());
        data.setExpiry(expiry);
        data.setCookieSet(cookieSet);
        data.setLastSaved(lastSaved);
        deserializeAttributes(data, attributes);
        return data;
    }

    @Override
    public void doStore(String id, SessionData data, long lastSaveTime) throws Exception {
        if (!ID.matcher(id).matches()) {
            throw new IOException("a session id that can't be a file name");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeLong(Math.max(0, data.getExpiry()));
        out.writeLong(data.getCreated());
        out.writeLong(data.getAccessed());
        out.writeLong(data.getLastAccessed());
        out.writeLong(data.getCookieSet());
        out.writeLong(data.getLastSaved());
        out.writeLong(data.getMaxInactiveMs());
        serializeAttributes(data, out);
        // Readable by this user only, as all files that are made so.
        Path temporary = Files.createTempFile(directory, "", TEMPORARY);
        try {
            Files.write(temporary, bytes.toByteArray());
            Files.move(temporary, file(id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    @Override
    public boolean delete(String id) throws IOException {
        return ID.matcher(id).matches() && Files.deleteIfExists(file(id));
    }

    @Override
    public Set<String> doCheckExpired(Set<String> candidates, long time) {
        Set<String> expired = new HashSet<>();
        for (String id : candidates) {
            if (!ID.matcher(id).matches() || isExpired(file(id), time)) {
                expired.add(id);
            }
        }
        return expired;
    }

    @Override
    public Set<String> doGetExpired(long before) {
        Set<String> expired = new HashSet<>();
        for (Path file : files(directory, 1)) {
            String name = file.getFileName().toString();
            if (name.endsWith(SUFFIX) && isExpired(file, before)) {
                expired.add(name.substring(0, name.length() - SUFFIX.length()));
            }
        }
        return expired;
    }

    /** Also of WARs that no process serves any more, and what a process left when it was killed. */
    @Override
    public void doCleanOrphans(long before) {
        for (Path file : files(root, 2)) {
            try {
                String name = file.getFileName().toString();
                boolean left = name.endsWith(TEMPORARY)
                        && Files.getLastModifiedTime(file).toMillis() < before;
                if (left || (name.endsWith(SUFFIX) && isExpired(file, before))) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                LOG.debug("Cannot remove {}", file, e);
            }
        }
    }

    private static List<Path> files(Path directory, int depth) {
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.warn("Cannot look for expired sessions in {} ({})", directory, UserError.oneLine(e.toString()));
            return List.of();
        }
    }

    /** A file that is gone or no session's counts as expired. */
    private static boolean isExpired(Path file, long time) {
        try {
            long expiry = expiry(file);
            return expiry != 0 && expiry <= time;
        } catch (IOException e) {
            LOG.debug("Cannot read {}", file, e);
            return false;
        }
    }

    /** The time of expiry, 0 for never, -1 if there is no such session. */
    private static long expiry(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            return in.readInt() == MAGIC ? in.readLong() : -1;
        } catch (NoSuchFileException | java.io.EOFException e) {
            return -1;
        }
    }

    private Path file(String id) {
        return directory.resolve(id + SUFFIX);
    }

    @Override
    protected ObjectInputStream newObjectInputStream(InputStream in) throws IOException {
        return new SessionObjectInputStream(in);
    }
}
