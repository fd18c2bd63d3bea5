package org.gangway.jetty.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One FastCGI request over a connection of its own, and what came back. Texts are bytes: ISO 8859-1. */
public final class FastCgiExchange {
    private static final int MOST_MILLIS = 30_000;
    private static final int STDOUT = 6;
    private static final int END_REQUEST = 3;

    private final List<String> head;
    private final String body;

    private FastCgiExchange(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException("No response head in: " + answer);
        }
        head = answer.substring(0, end).lines().toList();
        body = answer.substring(end + 4);
    }

    /**
     * Sends a request without a body and reads the answer.
     *
     * @param port where the connector listens
     * @param variables the CGI variables, as a web server sends them: in an order, perhaps twice
     * @return the answer
     */
    public static FastCgiExchange send(int port, List<Map.Entry<String, String>> variables) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        record(out, 1, new byte[] {0, 1, 0, 0, 0, 0, 0, 0});
        ByteArrayOutputStream pairs = new ByteArrayOutputStream();
        for (Map.Entry<String, String> variable : variables) {
            byte[] name = variable.getKey().getBytes(StandardCharsets.ISO_8859_1);
            byte[] value = variable.getValue().getBytes(StandardCharsets.ISO_8859_1);
            DataOutputStream pair = new DataOutputStream(pairs);
            pair.writeByte(name.length);
            pair.writeInt(value.length | 0x8000_0000);
            pair.write(name);
            pair.write(value);
        }
        record(out, 4, pairs.toByteArray());
        record(out, 4, new byte[0]);
        record(out, 5, new byte[0]);
        return replay(port, bytes.toByteArray());
    }

    /**
     * Sends what a web server sent once, and reads the answer to the first request.
     *
     * @param port where the connector listens
     * @param bytes the bytes of a connection
     * @return the answer
     */
    public static FastCgiExchange replay(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MOST_MILLIS);
            socket.getOutputStream().write(bytes);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            while (true) {
                in.readByte();
                int type = in.readUnsignedByte();
                in.readShort();
                int length = in.readUnsignedShort();
                int padding = in.readUnsignedByte();
                in.readByte();
                byte[] content = new byte[length];
                in.readFully(content);
                in.skipNBytes(padding);
                if (type == STDOUT) {
                    answer.writeBytes(content);
                } else if (type == END_REQUEST) {
                    return new FastCgiExchange(answer.toString(StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private static void record(DataOutputStream out, int type, byte[] content) throws IOException {
        out.writeByte(1);
        out.writeByte(type);
        out.writeShort(1);
        out.writeShort(content.length);
        out.writeShort(0);
        out.write(content);
    }

    /** The number after {@code Status:}. */
    public int status() {
        String status = field("Status");
        return status == null ? 200 : Integer.parseInt(status.substring(0, 3));
    }

    /** The first field of that name, or null. */
    public String field(String name) {
        List<String> values = fields(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** All fields of that name. */
    public List<String> fields(String name) {
        List<String> values = new ArrayList<>();
        for (String line : head) {
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                values.add(line.substring(name.length() + 1).trim());
            }
        }
        return values;
    }

    /** The body, a character for each byte. */
    public String body() {
        return body;
    }

    @Override
    public String toString() {
        return String.join("\n", head) + "\n\n" + body;
    }
}
