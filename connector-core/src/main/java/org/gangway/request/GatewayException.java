package org.gangway.request;

import java.util.Objects;

/**
 * A request that can't be served, with the answer that its peer gets.
 *
 * <p>Parsers and mappers throw it; the connection turns it into an answer in one place and writes one log line. It
 * carries no stack trace: it tells of the peer's input, not of this program.
 */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What becomes of the connection. */
    public enum Disposition {
        /** The framing is intact: answer, and keep the connection. */
        KEEP,
        /** Answer, then close: what follows on the connection can't be trusted. */
        CLOSE_AFTER_RESPONSE,
        /** The framing is lost: close without an answer. */
        CLOSE_NOW
    }

    private final int status;
    private final Disposition disposition;

    /**
     * @param status the HTTP status of the answer, 400 to 599
     * @param reason what was wrong, for the log; it may hold the peer's bytes only if they are escaped
     * @param disposition what becomes of the connection
     */
    public GatewayException(int status, String reason, Disposition disposition) {
        super(Objects.requireNonNull(reason, "reason"), null, false, false);
        this.status = status;
        this.disposition = Objects.requireNonNull(disposition, "disposition");
    }

    /**
     * @return the HTTP status of the answer
     */
    public int status() {
        return status;
    }

    /**
     * @return what becomes of the connection
     */
    public Disposition disposition() {
        return disposition;
    }
}
