package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import org.gangway.jetty.ajp.AjpAnswer;
import org.gangway.jetty.ajp.AjpWire;

/**
 * A request over AJP13 as Apache sends it: the first packet of the body at once, each further one when it is asked for,
 * and none any more when the response has ended.
 */
final class AjpExchange extends Exchange {
    private static final int HEADER = 4;

    private AjpAnswer answer = new AjpAnswer();
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    /** What could not be sent yet. */
    private ByteBuffer output = ByteBuffer.allocate(0);
    /** How much is left of the payload that is being sent. */
    private int left;
    /** How many packets are owed to the server, or may be begun. */
    private int credit = 1;

    private boolean chunked;
    private boolean firstUnasked;
    private boolean inStep;

    AjpExchange(SocketAddress address) throws IOException {
        super(address);
    }

    @Override
    byte[] head(Map<String, String> variables, String length) {
        chunked = "chunked".equals(variables.get("HTTP_TRANSFER_ENCODING"));
        firstUnasked = !chunked && length != null && !length.equals("0");
        return AjpWire.forwardRequest(variables, length);
    }

    /** Chunked, or there would be no body. */
    @Override
    byte[] postHead(String uri) {
        return head(variables("POST", uri, "HTTP_TRANSFER_ENCODING", "chunked"), null);
    }

    @Override
    byte[] part(byte[] bytes) {
        return AjpWire.body(bytes, 8186);
    }

    @Override
    byte[] end() {
        return chunked ? AjpWire.body(new byte[0], 8186) : new byte[0];
    }

    @Override
    public Exchange send(byte[]... parts) throws IOException {
        synchronized (this) {
            byte[] before = new byte[output.remaining()];
            output.get(before);
            output = ByteBuffer.wrap(join(before, join(parts)));
        }
        pump(0);
        return this;
    }

    /** Sends as much as may be sent, with so many packets more than before. */
    private synchronized void pump(int more) throws IOException {
        credit += more;
        int to = output.position();
        while (to < output.limit()) {
            if (header.position() == 0) {
                if (credit == 0) {
                    break;
                }
                credit--;
            }
            if (header.hasRemaining()) {
                header.put(output.get(to++));
                left = header.getShort(2) & 0xFFFF;
            } else {
                int length = Math.min(left, output.limit() - to);
                to += length;
                left -= length;
            }
            if (left == 0 && !header.hasRemaining()) {
                header.clear();
                credit += firstUnasked ? 1 : 0;
                firstUnasked = false;
            }
        }
        write(output.slice(output.position(), to - output.position()));
        output.position(to);
    }

    /** Reads once, takes the packets that are complete, and sends what they ask for. */
    private void more() throws IOException {
        if (!fill()) {
            throw new EOFException("the connection ends in the answer: " + answer.text());
        }
        int asked = answer.asked();
        answer.take(input);
        pump(answer.asked() - asked);
        if (answer.isComplete()) {
            drop();
        }
    }

    private synchronized void drop() {
        output.position(output.limit());
    }

    private HttpAnswer soFar() {
        return new HttpAnswer(bytes(answer.text()));
    }

    @Override
    HttpAnswer answer() throws IOException {
        while (!answer.isComplete()) {
            more();
        }
        return soFar();
    }

    @Override
    HttpAnswer atLeast(int bodyBytes) throws IOException {
        while (!answer.hasHead() || answer.body().length < bodyBytes) {
            if (answer.isComplete()) {
                throw new EOFException("the answer is shorter: " + answer.text());
            }
            more();
        }
        return soFar();
    }

    @Override
    void readToEnd() {
        try {
            while (!answer.isComplete()) {
                more();
            }
        } catch (IOException end) {
            assertThat(end).isInstanceOf(EOFException.class);
        }
        super.readToEnd();
    }

    @Override
    Boolean isWhole() {
        return answer.isComplete();
    }

    /** The connection ends, or is good for another request and nothing is left on it. */
    @Override
    boolean isOver() throws IOException {
        if (!answer.isReused() || header.position() > 0) {
            return isAtEnd();
        }
        try {
            for (; credit > 0; credit--) {
                // What the server has asked for, and nobody has.
                write(ByteBuffer.wrap(AjpWire.EMPTY));
            }
            write(ByteBuffer.wrap(AjpWire.CPING));
        } catch (ClosedChannelException shut) {
            return isAtEnd();
        }
        while (input.remaining() < AjpWire.CPONG.length) {
            if (!fill()) {
                return false;
            }
        }
        inStep = input.equals(ByteBuffer.wrap(AjpWire.CPONG));
        input.position(input.limit());
        return inStep;
    }

    @Override
    boolean isKept() {
        return inStep;
    }

    @Override
    Exchange next() {
        if (!inStep) {
            return super.next();
        }
        answer = new AjpAnswer();
        credit = 1;
        inStep = false;
        return this;
    }
}
