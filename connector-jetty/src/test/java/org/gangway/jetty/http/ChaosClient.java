package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** A web server that has one request on its connection, and behaves well or badly. */
final class ChaosClient {
    /** How it behaves. */
    private enum Manner {
        ORDERLY,
        IN_PIECES,
        SLOW_READER,
        GARBAGE_BEHIND,
        HALF_CLOSE,
        GARBAGE,
        CUT_OFF_AND_CLOSE,
        CUT_OFF_AND_RESET,
        CUT_OFF_AND_HALF_CLOSE,
        CUT_OFF_AND_STAY,
        CLOSE_IN_THE_ANSWER,
        RESET_IN_THE_ANSWER,
        NEVER_READ;

        private static final Manner[] ALL = values();
        private static final Manner[] GOOD = {
            ORDERLY, IN_PIECES, SLOW_READER, GARBAGE_BEHIND, HALF_CLOSE,
        };

        /** Whether its request is whole, and it waits for the answer. */
        boolean isGood() {
            return List.of(GOOD).contains(this);
        }

        static Manner of(Random random, boolean good) {
            Manner[] some = good ? GOOD : ALL;
            return some[random.nextInt(some.length)];
        }
    }

    private final Random random;
    private final Peer peer;
    private final ChaosRules rules;

    ChaosClient(Random random, Peer peer, ChaosRules rules) {
        this.random = random;
        this.peer = peer;
        this.rules = rules;
    }

    void converse() throws IOException {
        Manner manner = Manner.of(random, rules.isPoolBounded());
        ChaosOrder order = ChaosOrder.random(random, rules);
        String what = manner + " " + order;
        rules.doing(what);
        try (Exchange web = peer.connect(rules.address())) {
            byte[] whole = bytes(web, order);
            switch (manner) {
                case ORDERLY -> expect(order, web, false, whole);
                case IN_PIECES -> expect(order, web, false, pieces(whole));
                case SLOW_READER -> expect(order, web, true, whole);
                // It is there before the answer: what comes behind the close resets the connection, whoever is right.
                case GARBAGE_BEHIND -> expect(order, web, false, Exchange.join(whole, garbage()), new byte[0]);
                case HALF_CLOSE -> {
                    if (peer == Peer.AJP) {
                        // A body is sent as it is asked for, which a client that has shut its side cannot do.
                        order = new ChaosOrder(order.number(), ChaosApplication.Deed.HELLO, 0, null);
                        whole = bytes(web, order);
                    }
                    web.send(whole);
                    web.channel.shutdownOutput();
                    expect(order, web, false);
                }
                case GARBAGE -> {
                    web.send(Math.floorMod(order.number(), 2) == 0 ? garbage() : spoilt(whole));
                    web.channel.shutdownOutput();
                    drain(web);
                }
                case CUT_OFF_AND_CLOSE -> web.send(cut(whole));
                case CUT_OFF_AND_RESET -> {
                    web.send(cut(whole));
                    web.reset();
                }
                case CUT_OFF_AND_HALF_CLOSE -> {
                    web.send(cut(whole));
                    web.channel.shutdownOutput();
                    drain(web);
                }
                case CUT_OFF_AND_STAY -> {
                    web.send(cut(whole));
                    if (rules.isIdleShort()) {
                        drain(web);
                    } else {
                        pause(30);
                    }
                }
                case CLOSE_IN_THE_ANSWER -> {
                    web.send(whole);
                    beginToRead(web);
                }
                case RESET_IN_THE_ANSWER -> {
                    web.send(whole);
                    beginToRead(web);
                    web.reset();
                }
                case NEVER_READ -> {
                    web.send(whole);
                    pause(50);
                }
            }
        } catch (IOException x) {
            if (!rules.mayFail() && manner.isGood()) {
                throw new AssertionError(what + ": " + x, x);
            }
        } catch (AssertionError x) {
            throw new AssertionError(what + ": " + x.getMessage(), x);
        }
    }

    private byte[] bytes(Exchange web, ChaosOrder order) {
        return order.body() == null ? web.get(order.uri()) : web.post(order.uri(), order.body());
    }

    /** Sends something, and takes the answer meanwhile. */
    private void expect(ChaosOrder order, Exchange web, boolean slow, byte[]... parts) throws IOException {
        CompletableFuture<Void> sent = rules.inBackground(() -> {
            for (byte[] part : parts) {
                web.send(part);
                if (parts.length > 4) {
                    LockSupport.parkNanos(200_000);
                }
            }
        });
        if (slow) {
            for (int i = 0; i < 5; i++) {
                pause(5);
                beginToRead(web);
            }
        }
        HttpAnswer answer;
        try {
            answer = web.answer();
        } catch (IOException x) {
            if (order.isCutOff() || rules.mayFail()) {
                return;
            }
            throw x;
        } finally {
            sent.join();
        }
        if (rules.mayRefuse() && (!answer.hasHead() || answer.status() >= 400)) {
            return;
        }
        if (rules.mayFail() && web.isWhole() == null) {
            // It may be cut off, and nobody can tell.
            return;
        }
        if (!order.isCutOff()) {
            assertThat(web.isWhole()).as("a whole answer to " + order).isNotEqualTo(false);
            order.check(answer.status(), answer.body());
            rules.served(order);
        }
        if (parts.length < 2 && !order.isCutOff() && !rules.mayFail()) {
            assertThat(web.isOver()).as("an end behind the answer to " + order).isTrue();
        }
    }

    private void beginToRead(Exchange web) {
        try {
            web.atLeast(random.nextInt(100_000));
        } catch (IOException end) {
            // There was less.
        }
    }

    private static void drain(Exchange web) {
        try {
            web.answer();
        } catch (IOException | AssertionError whatever) {
            // It need not be good for anything.
        }
    }

    private void pause(int millis) {
        LockSupport.parkNanos(random.nextInt(millis * 1_000_000));
    }

    private byte[] cut(byte[] whole) {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
    }

    private byte[] spoilt(byte[] whole) {
        byte[] spoilt = whole.clone();
        for (int i = random.nextInt(5); i >= 0; i--) {
            spoilt[random.nextInt(Math.min(whole.length, 400))] = (byte) random.nextInt();
        }
        return spoilt;
    }

    /** Nothing that a parser may take for something good. */
    private byte[] garbage() {
        byte[] garbage = new byte[1 + random.nextInt(2000)];
        random.nextBytes(garbage);
        garbage[0] = 'x';
        return garbage;
    }

    private byte[][] pieces(byte[] whole) {
        List<byte[]> pieces = new ArrayList<>();
        int most = random.nextBoolean() ? 30 : 3000;
        for (int at = 0; at < whole.length; ) {
            int length = Math.min(whole.length - at, pieces.size() > 100 ? whole.length : 1 + random.nextInt(most));
            pieces.add(Arrays.copyOfRange(whole, at, at + length));
            at += length;
        }
        return pieces.toArray(byte[][]::new);
    }
}
