package org.gangway.ajp;

import org.gangway.request.BodyLength;

/**
 * How much of a request body is still to come, in which packets, and whether these have a count.
 *
 * <p>A round trip for each packet makes an upload five times as dear as over HTTP, so several are asked for at a time:
 * twice as many each time that the application has used up those before. One too many makes mod_proxy_ajp give up the
 * backend, and it doesn't care how much is asked for: there must be more to come than all packets under
 * way can hold.
 *
 * <p>lighttpd is different: it sends exactly as many bytes as it was asked for, in as many packets as it takes. There
 * bytes are counted instead of packets. Up to 1.4.59 it stops for good when more than 61,440 bytes wait to be written.
 *
 * <p>Apache tells the client's Content-Length also where its input filters change the length ({@code SetInputFilter
 * DEFLATE}). As soon as that shows, the body reaches to its empty packet, as it always does for Tomcat.
 */
final class BodyFraming {
    /** What lighttpd puts into a packet if there is as much. */
    private static final int RAW_PACKET = 8188;
    /** Most bytes of lighttpd's that may be under way: well below what stops it. */
    private static final int MOST_RAW = 5 * RAW_PACKET;
    /** How much of a body a packet of the usual size holds. */
    private static final int FULL = 8186;

    private static final byte GZIP_MAGIC = 0x1F;
    /** What any packet can hold, its length being a number of two bytes. */
    private static final int MOST_IN_PACKET = 0xFFFF - 2;
    /** Most packets that may be under way. */
    private static final int MOST_DUE = 8;
    /** Most bytes that may be asked for ahead: as many as a web server can write at once into any socket. */
    private static final int MOST_AHEAD = 64 * 1024;

    private final BodyPackets configured;
    private BodyPackets recognised;
    /** Content-Length, or -1; what it and the next two say holds after the request was given back. */
    private long contentLength = -1;

    private boolean gzip;
    private boolean hasAttributes;
    /** How many bytes are still to come, or -1. */
    private long remaining;
    /** How many packets are under way whose header is not here. */
    private int due;
    /** How many bytes lighttpd was asked for that have not come; while there are any, {@link #due} is 0. */
    private int awaited;
    /** How many packets of this body have come, up to {@link #MOST_DUE}. */
    private int arrived;
    /** How many bytes were asked for last, at least 1. */
    private int asked = 1;

    BodyFraming(BodyPackets configured) {
        this.configured = configured;
        this.recognised = configured;
    }

    void begin(ForwardRequest request) {
        contentLength = request.contentLength();
        gzip = request.isGzip();
        hasAttributes = request.requestAttributeCount() > 0;
        boolean known = request.bodyLength() == BodyLength.KNOWN;
        remaining = known ? contentLength : -1;
        due = known ? 1 : 0;
        awaited = 0;
        arrived = 0;
        asked = 1;
    }

    /** Whether a packet is under way whose header is not here. */
    boolean isDue() {
        return due > 0 || awaited > 0;
    }

    /** The header of a packet of that length is here; an empty one is the last. */
    void arrives(int length) {
        if (awaited > 0) {
            awaited = length == 0 ? 0 : Math.max(0, awaited - length);
            return;
        }
        due--;
        arrived = Math.min(arrived + 1, MOST_DUE);
    }

    /**
     * Whether to ask for more already: for one more packet, or as many bytes as lighttpd may be asked for.
     *
     * @param arriving how much is still to come of the packet whose header is here
     */
    boolean mayAskAhead(int arriving) {
        if (isRaw()) {
            // Between two packets only: what is asked for must not depend on how the network cuts them.
            return due == 0 && arriving == 0 && rawAsk() > 0;
        }
        return due < Math.min(arrived, MOST_AHEAD / asked)
                && remaining - arriving > (long) due * MOST_IN_PACKET
                && !isUnseen()
                && isInStep();
    }

    /** How many bytes more lighttpd may be asked for: whole packets, or the rest of the body. */
    private int rawAsk() {
        int room = MOST_RAW - awaited;
        room -= room % RAW_PACKET;
        return remaining < 0 ? room : (int) Math.min(room, remaining - awaited);
    }

    /**
     * More is asked for: one more packet, or lighttpd's bytes. Over TCP lighttpd waits 40 ms for an acknowledgement before
     * each packet, so it is asked for few large ones.
     *
     * @param arriving how much is still to come of the packet whose header is here
     * @return how many bytes to ask for at most
     */
    int ask(int agreed, int arriving) {
        if (isRaw()) {
            int bytes = rawAsk();
            awaited += bytes;
            return bytes;
        }
        due++;
        asked = remaining < 0 ? agreed : (int) Math.min(agreed, remaining - arriving);
        return asked;
    }

    /** How many bytes are missing if the body ends here. */
    long missing() {
        return Math.max(0, remaining);
    }

    /** Whether so many bytes are more than the body has, from a web server that sends what its client sent. */
    boolean isTooMuch(int length) {
        return isRaw() && remaining >= 0 && length > remaining;
    }

    /**
     * A standard packet begins. It may bring more than Content-Length announced; and the first, being full, may bring
     * just as much although more follows.
     */
    void expect(int length) {
        if (length > remaining || (length == remaining && length >= FULL && arrived == 1 && isInStep())) {
            remaining = -1;
        }
    }

    /** The first bytes of a packet are here: those of a body that is inflated aren't what its client sent. */
    void look(byte first) {
        if (isUnseen() && first != GZIP_MAGIC && !isRaw()) {
            remaining = -1;
        }
    }

    /** Whether nothing shows yet that the body is as its client sent it. */
    private boolean isUnseen() {
        return gzip && remaining == contentLength;
    }

    /** Takes bytes of the body. */
    void take(int length) {
        if (remaining >= 0) {
            remaining -= length;
        }
    }

    /** Whether all bytes were taken, as far as their number is known. */
    boolean isComplete() {
        return remaining == 0;
    }

    boolean isRaw() {
        return recognised == BodyPackets.RAW;
    }

    /** Whether a packet of that length, whose count doesn't fit, may be one of lighttpd's. */
    boolean mayBeRaw(int length) {
        return recognised == BodyPackets.AUTO && !hasAttributes && remaining >= 0 && length <= remaining;
    }

    void recognise(BodyPackets packets) {
        recognised = packets;
    }

    /**
     * Whether it is sure that no packet comes but those that were asked for. From lighttpd there may come more, and its
     * first packet may have been taken for a standard one, because its client made its first two bytes fit.
     */
    boolean isInStep() {
        return !isRaw() && (configured == BodyPackets.STANDARD || hasAttributes);
    }
}
