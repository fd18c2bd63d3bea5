package org.gangway.ajp;

/** The types of packet: the first byte of the payload of all packets but those of a request body. */
public enum PacketType {
    FORWARD_REQUEST(2),
    SEND_BODY_CHUNK(3),
    SEND_HEADERS(4),
    END_RESPONSE(5),
    GET_BODY_CHUNK(6),
    SHUTDOWN(7),
    PING(8),
    CPONG_REPLY(9),
    CPING(10);

    private static final PacketType[] BY_CODE = new PacketType[11];

    static {
        for (PacketType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    PacketType(int code) {
        this.code = code;
    }

    /**
     * @return the prefix code on the wire, 2 to 10
     */
    public int code() {
        return code;
    }

    /**
     * @param code the prefix code on the wire, 0 to 255
     * @return the type, or null if the protocol knows none of that code
     */
    public static PacketType of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
