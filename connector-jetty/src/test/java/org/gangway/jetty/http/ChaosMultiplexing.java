package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.fastcgi.Wire;

/** A web server that has several requests at a time on one connection, some of which it breaks off. */
final class ChaosMultiplexing {
    private static final int MOST_IDS = 8;

    /** What becomes of a request. */
    private enum Fate {
        WHOLE,
        ABORTED,
        SHORT
    }

    private record Sent(ChaosOrder order, Fate fate) {}

    private final Random random;
    private final ChaosRules rules;

    ChaosMultiplexing(Random random, ChaosRules rules) {
        this.random = random;
        this.rules = rules;
    }

    void converse() throws IOException {
        String last = "";
        try (WebServer web = new WebServer(rules.address())) {
            for (int round = random.nextInt(4); round >= 0; round--) {
                Sent[] requests = new Sent[1 + random.nextInt(MOST_IDS)];
                List<List<byte[]>> records = new ArrayList<>();
                for (int i = 0; i < requests.length; i++) {
                    requests[i] = request();
                    records.add(records(i + 1, requests[i]));
                }
                last = Arrays.toString(requests);
                rules.doing(last);
                if (round == 0 && random.nextInt(3) == 0 && !rules.isPoolBounded()) {
                    leave(web, records);
                    return;
                }
                CompletableFuture<Void> sent = rules.inBackground(sender(web, mixed(records)));
                try {
                    for (int i = 0; i < requests.length; i++) {
                        rules.doing("waits for " + requests[i] + " of " + last);
                        check(requests[i], web.answer(i + 1));
                    }
                } finally {
                    sent.join();
                }
            }
            web.shutdownOutput();
            rules.doing("waits for the end behind " + last);
            for (WebServer.Record record = web.next(); record != null; record = web.next()) {
                assertThat(record.id())
                        .as("the id of a record behind all answers")
                        .isZero();
            }
        } catch (IOException x) {
            if (!rules.mayFail()) {
                throw new AssertionError("multiplexed " + last + ": " + x, x);
            }
        } catch (AssertionError x) {
            throw new AssertionError("multiplexed " + last + ": " + x.getMessage(), x);
        }
    }

    private Sent request() {
        ChaosOrder order = ChaosOrder.random(random, rules);
        while (order.isCutOff() && rules.isCloseOnFailedResponse()) {
            order = ChaosOrder.random(random, rules);
        }
        int dice = rules.isPoolBounded() ? -1 : random.nextInt(6);
        boolean mayBeShort = !rules.isCloseOnFailedResponse() && order.body() != null && order.body().length > 0;
        return new Sent(order, dice == 0 ? Fate.ABORTED : dice == 1 && mayBeShort ? Fate.SHORT : Fate.WHOLE);
    }

    private List<byte[]> records(int id, Sent sent) {
        ChaosOrder order = sent.order();
        List<byte[]> records = new ArrayList<>();
        records.add(Wire.begin(id, Wire.RESPONDER, Wire.KEEP));
        var variables = Wire.variables(order.body() == null ? "GET" : "POST", order.uri());
        if (order.body() != null) {
            variables.put("CONTENT_LENGTH", "" + order.body().length);
        }
        byte[] pairs = Wire.pairs(variables);
        split(records, Wire.PARAMS, id, pairs, pairs.length);
        records.add(Wire.end(Wire.PARAMS, id));
        if (order.body() != null) {
            int length = sent.fate() == Fate.SHORT ? 1 + random.nextInt(order.body().length) : order.body().length;
            split(records, Wire.STDIN, id, order.body(), length);
        }
        records.add(Wire.end(Wire.STDIN, id));
        if (sent.fate() == Fate.ABORTED) {
            records.subList(1 + random.nextInt(records.size()), records.size()).clear();
            records.add(Wire.abort(id));
        }
        return records;
    }

    private void split(List<byte[]> records, int type, int id, byte[] content, int length) {
        for (int at = 0; at < length; ) {
            int part = Math.min(length - at, 1 + random.nextInt(random.nextBoolean() ? 100 : 20_000));
            records.add(Wire.record(type, id, Arrays.copyOfRange(content, at, at + part), random.nextInt(8)));
            at += part;
        }
    }

    /** All records, those of each request in their order. */
    private List<byte[]> mixed(List<List<byte[]>> records) {
        List<byte[]> mixed = new ArrayList<>();
        List<List<byte[]>> left = new ArrayList<>();
        records.forEach(list -> left.add(new ArrayList<>(list)));
        while (!left.isEmpty()) {
            List<byte[]> one = left.get(random.nextInt(left.size()));
            mixed.add(one.remove(0));
            if (one.isEmpty()) {
                left.remove(one);
            }
            if (random.nextInt(50) == 0) {
                mixed.add(Wire.record(random.nextBoolean() ? 77 : Wire.GET_VALUES, 0, new byte[0]));
            }
        }
        return mixed;
    }

    private ChaosRules.Sender sender(WebServer web, List<byte[]> records) {
        byte[] all = Wire.join(records.toArray(byte[][]::new));
        int parts = 1 + random.nextInt(20);
        return () -> {
            for (int i = 0; i < parts; i++) {
                int from = (int) ((long) all.length * i / parts);
                web.send(Arrays.copyOfRange(all, from, (int) ((long) all.length * (i + 1) / parts)));
            }
        };
    }

    /** Sends something, and goes away or does what no web server does. */
    private void leave(WebServer web, List<List<byte[]>> records) throws IOException {
        List<byte[]> mixed = mixed(records);
        if (random.nextBoolean()) {
            mixed.subList(random.nextInt(mixed.size()), mixed.size()).clear();
        }
        int dice = random.nextInt(5);
        if (dice == 0) {
            mixed.add(Wire.begin(1, Wire.RESPONDER, Wire.KEEP));
            mixed.add(Wire.begin(1, Wire.RESPONDER, Wire.KEEP));
        } else if (dice == 1) {
            mixed.add(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8});
        }
        CompletableFuture<Void> sent = rules.inBackground(sender(web, mixed));
        if (random.nextBoolean()) {
            sent.join();
        }
        if (dice < 3) {
            CompletableFuture<Void> ended = rules.inBackground(() -> {
                sent.join();
                web.shutdownOutput();
            });
            web.rest();
            ended.join();
        }
    }

    private void check(Sent sent, Answer answer) {
        if (sent.fate() != Fate.WHOLE || sent.order().isCutOff()) {
            return;
        }
        if (rules.mayRefuse() && (!answer.hasHead() || answer.appStatus() != 0 || answer.status() >= 400)) {
            return;
        }
        sent.order().check(answer.complete().status(), answer.body());
        rules.served(sent.order());
    }
}
