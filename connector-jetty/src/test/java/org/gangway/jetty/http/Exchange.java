package org.gangway.jetty.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import org.gangway.jetty.testing.Bytes;
import org.gangway.jetty.testing.CgiVariables;
import org.gangway.jetty.testing.ClientConnection;

/**
 * One request of a web server on its connection, whatever the protocol. Blocking; the timeout of the test
 * interrupts what takes too long.
 */
abstract class Exchange extends ClientConnection {
    Exchange(SocketAddress address) throws IOException {
        super(address);
    }

    /** The bytes of a head, with the length of the body (null: none is told, or 0 where the protocol needs one). */
    abstract byte[] head(Map<String, String> variables, String length);

    /** The bytes of a part of the body. */
    abstract byte[] part(byte[] bytes);

    /** The bytes behind the body. */
    abstract byte[] end();

    /** Reads on until the response is complete, and fails if it never will be. */
    abstract HttpAnswer answer() throws IOException;

    /** Reads on until so much of the response's body is there. */
    abstract HttpAnswer atLeast(int bodyBytes) throws IOException;

    /** Whether the response that has come says that it is whole; null where the protocol can't say it. */
    abstract Boolean isWhole();

    /** Sends something, or as much as the protocol permits: the rest follows while the answer is read. */
    @Override
    public Exchange send(byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            write(ByteBuffer.wrap(part));
        }
        return this;
    }

    /** Whether the exchange is over as the response said: with the end of the connection, if it is not kept. */
    boolean isOver() throws IOException {
        return isAtEnd();
    }

    /** Whether the exchange is over and the connection good for another one. */
    boolean isKept() {
        return false;
    }

    /** Another exchange on the connection, which is kept. */
    Exchange next() {
        throw new IllegalStateException("the connection is not kept");
    }

    /** A whole request without a body; further names and values follow, a null value takes a variable away. */
    final byte[] get(String uri, String... more) {
        return join(head(variables("GET", uri, more), null), end());
    }

    /** A whole request with a body. */
    final byte[] post(String uri, byte[] body, String... more) {
        return join(postHead(uri, body.length, more), part(body), end());
    }

    /** The head of a request with a body. */
    final byte[] postHead(String uri, long length, String... more) {
        return head(variables("POST", uri, more), Long.toString(length));
    }

    /** The head of a request with a body whose length nobody knows. SCGI has no such thing. */
    byte[] postHead(String uri) {
        return head(variables("POST", uri), null);
    }

    static byte[] join(byte[]... parts) {
        return Bytes.join(parts);
    }

    static byte[] bytes(String text) {
        return Bytes.of(text);
    }

    static Map<String, String> variables(String method, String uri, String... more) {
        return CgiVariables.of(method, uri, more);
    }

    /** Reads on to the end of the connection. A reset counts as an end. */
    void readToEnd() {
        rest();
    }
}
