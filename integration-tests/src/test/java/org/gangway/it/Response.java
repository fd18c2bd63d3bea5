package org.gangway.it;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An HTTP/1.1 response whose head is read; the body comes as a stream, freed from its framing. */
public final class Response {
    private final int status;
    private final List<String> headers;
    private final InputStream body;

    private Response(int status, List<String> headers, InputStream body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Reads the head. Interim responses (1xx) are skipped. */
    public static Response read(InputStream in, String method) throws IOException {
        while (true) {
            String statusLine = line(in);
            String[] parts = statusLine.split(" ", 3);
            if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
                throw new IOException("not a status line: " + statusLine);
            }
            int status = Integer.parseInt(parts[1]);
            List<String> headers = new ArrayList<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.add(line);
            }
            if (status >= 200) {
                return new Response(status, List.copyOf(headers), body(in, method, status, headers));
            }
        }
    }

    public int status() {
        return status;
    }

    /** All lines of the head but the first. */
    public List<String> headers() {
        return headers;
    }

    /** All values of a header, in their order. */
    List<String> headers(String name) {
        return values(headers, name);
    }

    /** The first value of a header, or null. */
    String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The same with the whole body in memory. */
    Response buffered() {
        return new Response(status, headers, new ByteArrayInputStream(bytes()));
    }

    InputStream stream() {
        return body;
    }

    public byte[] bytes() {
        try {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return status + " " + headers;
    }

    private static List<String> values(List<String> headers, String name) {
        return headers.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    private static InputStream body(InputStream in, String method, int status, List<String> headers) {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (values(headers, "Transfer-Encoding").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).equals("chunked"))) {
            return new Chunked(in);
        }
        List<String> length = values(headers, "Content-Length");
        return length.isEmpty() ? in : new Limited(in, Long.parseLong(length.get(0)));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the web server closed after \"" + line.toString(StandardCharsets.UTF_8) + '"');
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The body of a known length; an end before it is an error. */
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long length) {
            super(in);
            left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(bytes, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException(left + " bytes of the body are missing");
            }
            left -= n;
            return n;
        }
    }

    /** The body in chunks; an end before the last chunk is an error. */
    private static final class Chunked extends FilterInputStream {
        private long left;
        private boolean first = true;
        private boolean ended;

        Chunked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int n = in.read(bytes, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException(left + " bytes of a chunk are missing");
            }
            left -= n;
            return n;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(left, in.available());
        }

        private void nextChunk() throws IOException {
            if (!first) {
                line(in);
            }
            first = false;
            left = Long.parseLong(line(in).split(";", 2)[0].strip(), 16);
            if (left == 0) {
                ended = true;
                String trailer = line(in);
                while (!trailer.isEmpty()) {
                    trailer = line(in);
                }
            }
        }
    }
}
