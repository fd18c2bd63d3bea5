package org.gangway.ajp;

import org.gangway.request.BodyLength;

/** How much of a request body is still to come, and whether its packets have a count. */
final class BodyFraming {
    private static final int MOST_RAW = 65530;

    private final BodyPackets configured;
    private BodyPackets recognised;
    private ForwardRequest request;
    /** How many bytes are still to come, or -1. */
    private long remaining;

    BodyFraming(BodyPackets configured) {
        this.configured = configured;
        this.recognised = configured;
    }

    void begin(ForwardRequest forwardRequest) {
        request = forwardRequest;
        remaining = request.bodyLength() == BodyLength.KNOWN ? request.contentLength() : -1;
    }

    /**
     * How many bytes to ask for at most. lighttpd sends as many as it is asked for, and over TCP waits 40 ms for an
     * acknowledgement before each packet, so it is asked for few large ones.
     */
    int wanted(int agreed) {
        int most = isRaw() ? MOST_RAW : agreed;
        return remaining < 0 ? most : (int) Math.min(most, remaining);
    }

    /** How many bytes are missing if the body ends here. */
    long missing() {
        return Math.max(0, remaining);
    }

    /** Whether so many bytes are more than the body has. */
    boolean isTooMuch(int length) {
        return remaining >= 0 && length > remaining;
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
        return recognised == BodyPackets.AUTO
                && request.requestAttributeCount() == 0
                && remaining >= 0
                && length <= remaining;
    }

    void recognise(BodyPackets packets) {
        recognised = packets;
    }

    /**
     * Whether it is sure that no packet comes but those that were asked for. From lighttpd there may come more, and its
     * first packet may have been taken for a standard one, because its client made its first two bytes fit.
     */
    boolean isInStep() {
        return !isRaw() && (configured == BodyPackets.STANDARD || request.requestAttributeCount() > 0);
    }
}
