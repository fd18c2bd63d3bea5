package org.gangway.launcher.ping;

import java.nio.ByteBuffer;

/** What a server is asked over one protocol, once. */
public sealed interface Question permits FastCgiQuestion, ScgiQuestion, AjpQuestion, HttpQuestion {
    /**
     * The bytes to send.
     *
     * @return the request
     */
    ByteBuffer request();

    /**
     * Reads the answer.
     *
     * @param connection where it comes
     * @return what it says
     * @throws PingFailure if it is none, or doesn't come whole and in time
     */
    Answer answer(PingConnection connection) throws PingFailure;

    /**
     * @return the name of the protocol
     */
    String protocol();
}
