package org.gangway.jetty.http;

import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer.Record;
import org.gangway.jetty.fastcgi.Wire;

/** A request over FastCGI. */
final class FastCgiExchange extends Exchange {
    private final int flags;
    private Answer answer = new Answer(1);
    private boolean inStep;

    /** Connects; with {@link Wire#CLOSE} the connection ends with the request, with {@link Wire#KEEP} it doesn't. */
    FastCgiExchange(SocketAddress address, int flags) throws IOException {
        super(address);
        this.flags = flags;
    }

    @Override
    byte[] head(Map<String, String> variables, String length) {
        Map<String, String> all = new LinkedHashMap<>(variables);
        if (length != null) {
            all.put("CONTENT_LENGTH", length);
        }
        return join(Wire.begin(1, RESPONDER, flags), Wire.params(1, all));
    }

    @Override
    byte[] part(byte[] bytes) {
        return Wire.stream(STDIN, 1, bytes, 8184);
    }

    @Override
    byte[] end() {
        return Wire.end(STDIN, 1);
    }

    /** Reads once, and takes the records that are complete. */
    private void more() throws IOException {
        if (!fill()) {
            throw new EOFException("the connection ends in the answer: " + answer.text());
        }
        for (Record record = Record.take(input); record != null; record = Record.take(input)) {
            answer.add(record);
        }
    }

    @Override
    HttpAnswer answer() throws IOException {
        while (!answer.isComplete()) {
            more();
        }
        return answer.http();
    }

    @Override
    HttpAnswer atLeast(int bodyBytes) throws IOException {
        while (!answer.hasHead() || answer.body().length < bodyBytes) {
            more();
        }
        return answer.http();
    }

    @Override
    Boolean isWhole() {
        return answer.isComplete() && answer.appStatus() == 0;
    }

    /** The connection ends, or answers a question and nothing else is on it. */
    @Override
    boolean isOver() throws IOException {
        if (flags == CLOSE) {
            return isAtEnd();
        }
        try {
            write(ByteBuffer.wrap(Wire.getValues("FCGI_MPXS_CONNS")));
        } catch (ClosedChannelException shut) {
            return isAtEnd();
        }
        Record record = Record.take(input);
        while (record == null) {
            if (!fill()) {
                return false;
            }
            record = Record.take(input);
        }
        inStep = record.type() == Wire.GET_VALUES_RESULT && !input.hasRemaining();
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
        answer = new Answer(1);
        inStep = false;
        return this;
    }
}
