package org.gangway.cgi;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;
import org.gangway.request.internal.ByteSearch;
import org.gangway.request.internal.Charsets;
import org.gangway.request.internal.Escaped;

/**
 * The variables of one CGI-like request, as bytes.
 *
 * <pre>
 *   block      | length bytes | REQUEST_METHOD | GET | length bytes | HTTP_HOST | example.test | ... |
 *                               ^ nameOffset[0]  ^ valueOffset[0]     ^ nameOffset[1]
 * </pre>
 *
 * <p>A parser appends what arrives to one growing block and then says where names and values lie in it, so that no
 * variable is copied a second time. The order of the web server is kept, and so are duplicates.
 *
 * <p>An instance is reused for many requests with {@link #clear()}; it is not thread-safe. All refusals are
 * {@link GatewayException}s that keep the connection, because the framing of the protocol is intact.
 */
public final class CgiVariables {
    private static final int INITIAL_BLOCK = 2048;
    private static final int INITIAL_COUNT = 64;
    /** A block that grew beyond this many bytes isn't kept for the next request. */
    private static final int RETAINED_BLOCK = 16 * 1024;
    /** More positions than this aren't kept for the next request. */
    private static final int RETAINED_COUNT = 256;

    private static final int FIELDS = 4;

    private final RequestLimits limits;
    private byte[] block = new byte[INITIAL_BLOCK];
    private int length;
    /** Name offset, name length, value offset and value length of each variable, one after the other. */
    private int[] positions = new int[INITIAL_COUNT * FIELDS];

    private int count;

    /**
     * @param limits how many variables, and how many bytes, a request may have
     */
    public CgiVariables(RequestLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes over all remaining bytes of a fragment.
     *
     * @param fragment bytes of the encoded variables; its position moves to its limit
     * @throws GatewayException 431 if all variables together take more than {@link RequestLimits#getMaxVariablesBytes()}
     */
    public void append(ByteBuffer fragment) {
        int more = fragment.remaining();
        long total = (long) length + more;
        if (total > limits.getMaxVariablesBytes()) {
            throw new GatewayException(
                    431,
                    "the variables of the request take more than " + limits.getMaxVariablesBytes()
                            + " bytes; raise maxVariablesBytes",
                    Disposition.KEEP);
        }
        if (total > block.length) {
            int doubled = Math.min(Math.max(block.length * 2, (int) total), limits.getMaxVariablesBytes());
            block = Arrays.copyOf(block, Math.max(doubled, (int) total));
        }
        fragment.get(block, length, more);
        length += more;
    }

    /**
     * The bytes that were appended. The array may be longer than {@link #length()} and is replaced when it grows.
     *
     * @return the block itself, not a copy
     */
    public byte[] block() {
        return block;
    }

    /**
     * @return how many bytes were appended
     */
    public int length() {
        return length;
    }

    /**
     * Adds a variable whose name and value are in the block.
     *
     * @param nameOffset where the name begins
     * @param nameLength its length in bytes, at least 1
     * @param valueOffset where the value begins
     * @param valueLength its length in bytes
     * @throws GatewayException 400 if the name is empty or holds a NUL or an equals sign, or the value holds a NUL
     *     (FastCGI F-28); 431 if there are too many variables or the value is too long
     * @throws IndexOutOfBoundsException if name or value aren't within the block
     */
    public void add(int nameOffset, int nameLength, int valueOffset, int valueLength) {
        Objects.checkFromIndexSize(nameOffset, nameLength, length);
        Objects.checkFromIndexSize(valueOffset, valueLength, length);
        if (nameLength == 0) {
            throw new GatewayException(400, "a variable has an empty name", Disposition.KEEP);
        }
        if (count >= limits.getMaxVariables()) {
            throw new GatewayException(
                    431,
                    "the request has more than " + limits.getMaxVariables() + " variables; raise maxVariables",
                    Disposition.KEEP);
        }
        if (ByteSearch.hasNul(block, nameOffset, nameLength)
                || ByteSearch.hasEqualsSign(block, nameOffset, nameLength)) {
            throw new GatewayException(
                    400,
                    "the name of a variable holds a NUL or an equals sign: "
                            + Escaped.text(block, nameOffset, nameLength),
                    Disposition.KEEP);
        }
        if (valueLength > limits.getMaxValueBytes()) {
            throw new GatewayException(
                    431,
                    "the value of " + Escaped.text(block, nameOffset, nameLength) + " takes more than "
                            + limits.getMaxValueBytes() + " bytes; raise maxValueBytes",
                    Disposition.KEEP);
        }
        if (ByteSearch.hasNul(block, valueOffset, valueLength)) {
            throw new GatewayException(
                    400,
                    "the value of " + Escaped.text(block, nameOffset, nameLength) + " holds a NUL",
                    Disposition.KEEP);
        }
        int at = count * FIELDS;
        if (at == positions.length) {
            positions = Arrays.copyOf(positions, at * 2);
        }
        positions[at] = nameOffset;
        positions[at + 1] = nameLength;
        positions[at + 2] = valueOffset;
        positions[at + 3] = valueLength;
        count++;
    }

    /**
     * Adds a variable from text, for tests and for peers whose variables aren't in one block.
     *
     * @param name the name, in ISO-8859-1
     * @param value the value, in ISO-8859-1
     * @throws GatewayException as {@link #append} and {@link #add(int, int, int, int)}
     */
    public void add(String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.ISO_8859_1);
        byte[] valueBytes = value.getBytes(StandardCharsets.ISO_8859_1);
        int begin = length;
        append(ByteBuffer.wrap(nameBytes));
        append(ByteBuffer.wrap(valueBytes));
        add(begin, nameBytes.length, begin + nameBytes.length, valueBytes.length);
    }

    /**
     * @return how many variables there are, duplicates included
     */
    public int count() {
        return count;
    }

    /**
     * @param i the position of a variable
     * @return where its name begins in the block
     */
    public int nameOffset(int i) {
        return positions[i * FIELDS];
    }

    /**
     * @param i the position of a variable
     * @return the length of its name in bytes
     */
    public int nameLength(int i) {
        return positions[i * FIELDS + 1];
    }

    /**
     * @param i the position of a variable
     * @return where its value begins in the block
     */
    public int valueOffset(int i) {
        return positions[i * FIELDS + 2];
    }

    /**
     * @param i the position of a variable
     * @return the length of its value in bytes
     */
    public int valueLength(int i) {
        return positions[i * FIELDS + 3];
    }

    /**
     * @param i the position of a variable
     * @return its name, decoded as ISO-8859-1
     */
    public String name(int i) {
        return new String(block, nameOffset(i), nameLength(i), StandardCharsets.ISO_8859_1);
    }

    /**
     * @param i the position of a variable
     * @return its value, decoded as ISO-8859-1, so that every byte is one character
     */
    public String value(int i) {
        return new String(block, valueOffset(i), valueLength(i), StandardCharsets.ISO_8859_1);
    }

    /**
     * @param i the position of a variable
     * @param charset the charset to try
     * @return its value, decoded as ISO-8859-1 if it isn't valid in the charset
     */
    public String value(int i, Charset charset) {
        return Charsets.decode(block, valueOffset(i), valueLength(i), charset);
    }

    /**
     * @param i the position of a variable
     * @param name a name
     * @return whether the variable has this name
     */
    public boolean nameEquals(int i, byte[] name) {
        int offset = nameOffset(i);
        return Arrays.equals(block, offset, offset + nameLength(i), name, 0, name.length);
    }

    /**
     * @param i the position of a variable
     * @param value a value
     * @return whether the variable has this value
     */
    public boolean valueEquals(int i, byte[] value) {
        int offset = valueOffset(i);
        return Arrays.equals(block, offset, offset + valueLength(i), value, 0, value.length);
    }

    /**
     * @param i the position of a variable
     * @param j the position of another one
     * @return whether both have the same value
     */
    public boolean sameValue(int i, int j) {
        int a = valueOffset(i);
        int b = valueOffset(j);
        return Arrays.equals(block, a, a + valueLength(i), block, b, b + valueLength(j));
    }

    /** Makes it ready for the next request; a block that grew large is let go. */
    public void clear() {
        length = 0;
        count = 0;
        if (block.length > RETAINED_BLOCK) {
            block = new byte[INITIAL_BLOCK];
        }
        if (positions.length > RETAINED_COUNT * FIELDS) {
            positions = new int[INITIAL_COUNT * FIELDS];
        }
    }
}
