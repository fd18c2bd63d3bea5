package org.gangway.launcher.ping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.gangway.ajp.AjpEncoder;
import org.gangway.ajp.AttributeCode;
import org.gangway.ajp.HeaderCodes;
import org.gangway.ajp.PacketType;
import org.gangway.ajp.RequestMethod;

/** AJP13: CPING, or a GET as FORWARD_REQUEST. */
public final class AjpQuestion implements Question {
    /** The magic number of packets from the web server. */
    private static final short TO_CONTAINER = 0x1234;

    /** That of packets to it. */
    private static final short TO_WEB_SERVER = ('A' << 8) | 'B';

    private static final int FORBIDDEN = 403;

    private final PathAndQuery target;
    private final String secret;
    private int status;

    /**
     * @param target what to GET, or null for CPING
     * @param secret what the request brings, or null
     */
    public AjpQuestion(PathAndQuery target, String secret) {
        this.target = target;
        this.secret = secret;
    }

    @Override
    public String protocol() {
        return "ajp";
    }

    @Override
    public ByteBuffer request() {
        ByteBuffer packet = ByteBuffer.allocate(AjpEncoder.MAX_PACKET_SIZE);
        packet.putShort(TO_CONTAINER).putShort((short) 0);
        if (target == null) {
            packet.put((byte) PacketType.CPING.code());
        } else {
            forwardRequest(packet);
        }
        packet.putShort(2, (short) (packet.position() - AjpEncoder.HEADER_LENGTH));
        return packet.flip();
    }

    private void forwardRequest(ByteBuffer packet) {
        packet.put((byte) PacketType.FORWARD_REQUEST.code()).put((byte) RequestMethod.GET.code());
        string(packet, "HTTP/1.1");
        string(packet, target.path());
        string(packet, "127.0.0.1");
        string(packet, "127.0.0.1");
        string(packet, "localhost");
        packet.putShort((short) 80).put((byte) 0).putShort((short) 2);
        packet.putShort((short) HeaderCodes.REQUEST.code("Host"));
        string(packet, "localhost");
        packet.putShort((short) HeaderCodes.REQUEST.code("User-Agent"));
        string(packet, PathAndQuery.USER_AGENT);
        if (target.text().indexOf('?') >= 0) {
            packet.put((byte) AttributeCode.QUERY_STRING.code());
            string(packet, target.query());
        }
        if (secret != null) {
            packet.put((byte) AttributeCode.SECRET.code());
            string(packet, secret);
        }
        packet.put((byte) AttributeCode.ARE_DONE.code());
    }

    private static void string(ByteBuffer packet, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        packet.putShort((short) bytes.length).put(bytes).put((byte) 0);
    }

    @Override
    public Answer answer(PingConnection connection) throws PingFailure {
        while (true) {
            ByteBuffer header = ByteBuffer.wrap(connection.read(AjpEncoder.HEADER_LENGTH));
            if (header.getShort() != TO_WEB_SERVER) {
                throw connection.foreign("AJP13");
            }
            ByteBuffer payload = ByteBuffer.wrap(connection.read(header.getShort() & 0xFFFF));
            PacketType type = payload.hasRemaining() ? PacketType.of(payload.get() & 0xFF) : null;
            if (target == null && type == PacketType.CPONG_REPLY) {
                return Answer.ofProtocol("CPING", "");
            }
            if (target == null || type == null || (type == PacketType.SEND_HEADERS && payload.remaining() < 2)) {
                throw connection.foreign("AJP13");
            }
            switch (type) {
                case SEND_HEADERS -> status = payload.getShort();
                // The request has no body.
                case GET_BODY_CHUNK ->
                    connection.write(
                            ByteBuffer.allocate(AjpEncoder.HEADER_LENGTH).putShort(0, TO_CONTAINER));
                case END_RESPONSE -> {
                    return end();
                }
                case SEND_BODY_CHUNK -> {
                    // What the page says makes no difference.
                }
                default -> throw connection.foreign("AJP13");
            }
        }
    }

    private Answer end() throws PingFailure {
        if (status == 0) {
            throw new PingFailure("the response is empty; look into the log of the server");
        }
        String details = status != FORBIDDEN
                ? ""
                : secret == null
                        ? "if the server wants a secret, give --secret-file"
                        : "if that isn't the application's, the secret is wrong";
        return Answer.ofGet(target, status, details);
    }
}
