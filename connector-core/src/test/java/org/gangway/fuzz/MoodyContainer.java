package org.gangway.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.gangway.ajp.AjpParser;
import org.gangway.ajp.BodyPackets;
import org.gangway.ajp.ForwardRequest;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;

/**
 * A container that reads as much of a body as it feels like, and answers when it does: at once, in the middle of a
 * packet, after it has asked for one, or never. Its moods depend on the input alone.
 */
final class MoodyContainer implements AjpParser.Listener {
    private static final int PACKET_SIZE = 8192;

    private final AjpParser parser;
    private final Random moods;
    private boolean active;
    private boolean bodyEnded;

    private MoodyContainer(byte[] bytes, BodyPackets bodyPackets) {
        parser = new AjpParser(new RequestLimits(), bodyPackets, this);
        moods = new Random(Arrays.hashCode(bytes));
    }

    /** Serves a connection up to its first error; all that a parser can do wrong is an exception here. */
    static void serve(byte[] bytes, BodyPackets bodyPackets) {
        MoodyContainer container = new MoodyContainer(bytes, bodyPackets);
        ByteBuffer input = ByteBuffer.wrap(bytes).limit(0);
        try {
            boolean open = true;
            while (open && input.limit() < bytes.length) {
                int more = 1 + container.moods.nextInt(container.moods.nextBoolean() ? 20 : 5000);
                input.limit(Math.min(bytes.length, input.limit() + more));
                open = container.serve(input);
            }
        } catch (GatewayException x) {
            container.failed(x);
        }
    }

    /** Serves what is here; false if the connection is closed then. */
    private boolean serve(ByteBuffer input) {
        while (true) {
            parser.parse(input);
            require(parser.isHeld() || !input.hasRemaining(), "bytes that nobody takes");
            require(!parser.isHeld() || active, "a packet that waits for nothing");
            if (parser.mayAskForBody() && moods.nextInt(4) > 0) {
                int wanted = parser.askForBody(PACKET_SIZE);
                require(wanted > 0 && wanted <= 65530, "asked for " + wanted);
            } else if (active && moods.nextInt(3) > 0) {
                boolean reusable = parser.isReusable();
                parser.endRequest();
                require(!parser.isBodyDue() && !parser.mayAskForBody(), "a body behind END_RESPONSE");
                active = false;
                if (!reusable) {
                    return false;
                }
            } else {
                return true;
            }
        }
    }

    private void failed(GatewayException x) {
        require(x.disposition() != Disposition.KEEP, "a parser's refusal keeps the connection");
        require(!parser.isReusable(), "reusable after an error");
        try {
            parser.parse(ByteBuffer.wrap(new byte[1]));
        } catch (GatewayException again) {
            require(again.disposition() == Disposition.CLOSE_NOW, "a second answer");
            return;
        }
        throw new AssertionError("input is taken after an error");
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public void onForwardRequest(ForwardRequest request) {
        require(!active, "a request within a request");
        active = true;
        bodyEnded = false;
    }

    @Override
    public void onBody(ByteBuffer content) {
        require(active && !bodyEnded && content.hasRemaining(), "a body that is none");
        // Some applications take less than there is.
        content.position(content.position() + moods.nextInt(content.remaining() + 1));
    }

    @Override
    public void onBodyEnd(long missing) {
        require(active && !bodyEnded && missing >= 0, "an end of no body");
        bodyEnded = true;
    }

    @Override
    public void onCPing() {
        require(!active, "CPING within a request");
    }

    @Override
    public void onShutdown() {
        require(!active, "SHUTDOWN within a request");
    }
}
