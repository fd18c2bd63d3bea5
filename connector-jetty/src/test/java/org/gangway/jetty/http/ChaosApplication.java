package org.gangway.jetty.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.eclipse.jetty.io.QuietException;

/** Does with each request what its query says, and keeps account of those that have come and gone. */
final class ChaosApplication extends HttpServlet implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    /** What is done with a request. */
    enum Deed {
        HELLO,
        ECHO,
        ECHO_FLUSHED,
        PART,
        LARGE,
        LARGE_FLUSHED,
        EMPTY,
        THROW,
        THROW_LATE,
        STATUS,
        WAIT,
        ASYNC,
        ASYNC_DISPATCH,
        ASYNC_TIMEOUT,
        ASYNC_READ,
        ASYNC_READ_SLOWLY,
        ASYNC_WRITE;

        private static final Deed[] ALL = values();

        static Deed of(int any) {
            return ALL[Math.floorMod(any, ALL.length)];
        }

        static Deed of(String name) {
            return Stream.of(ALL)
                    .filter(deed -> deed.name().equals(name))
                    .findAny()
                    .orElse(HELLO);
        }

        /** Whether Jetty may need another thread of the pool to end it. */
        boolean needsPool() {
            return switch (this) {
                case THROW, THROW_LATE, STATUS, ASYNC, ASYNC_DISPATCH, ASYNC_TIMEOUT, ASYNC_WRITE -> true;
                default -> false;
            };
        }

        /** Whether the answer depends on the body. */
        boolean reads() {
            return switch (this) {
                case ECHO, ECHO_FLUSHED, ASYNC_READ, ASYNC_READ_SLOWLY, PART -> true;
                default -> false;
            };
        }
    }

    /** Statuses that a servlet may set, whatever they mean. */
    static final int[] STATUSES = {204, 205, 304, 201, 299, 404, 599, 503, 100, 101, 103, 999};

    /** A failure that Jetty doesn't log. */
    private static final class OnPurpose extends RuntimeException implements QuietException {
        private static final long serialVersionUID = 1L;
    }

    /** Requests that have been entered and not left, by their number. */
    private final transient Map<Integer, String> inside = new ConcurrentHashMap<>();

    private final transient Map<Integer, AtomicInteger> entered = new ConcurrentHashMap<>();
    private final transient ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    /** The query that orders something. */
    static String query(int number, Deed deed, int size) {
        return number + "-" + deed + "-" + size;
    }

    /** The requests that are not over, with what they do. */
    Map<Integer, String> inside() {
        return inside;
    }

    /** How many times the request was served. */
    int served(int number) {
        AtomicInteger count = entered.get(number);
        return count == null ? 0 : count.get();
    }

    /** A byte of the answer of a request that gets many. */
    static byte patternAt(int number, int index) {
        return (byte) (31 * number + index + (index >> 8));
    }

    private static byte[] pattern(int number, int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = patternAt(number, from + i);
        }
        return bytes;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String order = request.getQueryString();
        if (order == null || !order.matches("\\d{1,9}-[A-Z_]+-\\d{1,9}")) {
            return;
        }
        String[] words = order.split("-", -1);
        int number = Integer.parseInt(words[0]);
        if (request.getAttribute("again") == null) {
            entered.computeIfAbsent(number, any -> new AtomicInteger()).incrementAndGet();
        }
        inside.put(number, order);
        try {
            serve(request, response, number, Deed.of(words[1]), Integer.parseInt(words[2]));
        } finally {
            if (!request.isAsyncStarted()) {
                inside.remove(number);
            }
        }
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, int number, Deed deed, int size)
            throws IOException {
        switch (deed) {
            case HELLO -> response.getWriter().print("hello " + number);
            case ECHO -> request.getInputStream().transferTo(response.getOutputStream());
            case ECHO_FLUSHED -> {
                byte[] some = new byte[1 + size % 5000];
                int read;
                while ((read = request.getInputStream().read(some)) >= 0) {
                    response.getOutputStream().write(some, 0, read);
                    response.flushBuffer();
                }
            }
            case PART ->
                response.getWriter().print("part " + request.getInputStream().readNBytes(size / 2).length);
            case LARGE -> response.getOutputStream().write(pattern(number, 0, size));
            case LARGE_FLUSHED -> {
                for (int at = 0; at < size; at += 10_000) {
                    response.getOutputStream().write(pattern(number, at, Math.min(10_000, size - at)));
                    response.flushBuffer();
                }
            }
            case EMPTY -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            case THROW -> throw new OnPurpose();
            case THROW_LATE -> {
                response.getWriter().print("half");
                response.flushBuffer();
                throw new OnPurpose();
            }
            case STATUS -> response.setStatus(STATUSES[size % STATUSES.length]);
            case WAIT -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(size % 100));
                response.getWriter().print("hello " + number);
            }
            case ASYNC -> {
                AsyncContext async = begin(request, number);
                var unused = timer.schedule(
                        () -> {
                            try {
                                response.getWriter().print("hello " + number);
                            } catch (IOException | IllegalStateException gone) {
                                // It is over already.
                            }
                            complete(async);
                        },
                        size % 20,
                        TimeUnit.MILLISECONDS);
            }
            case ASYNC_DISPATCH -> {
                if (request.getAttribute("again") == null) {
                    request.setAttribute("again", true);
                    AsyncContext async = begin(request, number);
                    async.start(async::dispatch);
                } else {
                    response.getWriter().print("hello " + number);
                }
            }
            case ASYNC_TIMEOUT -> {
                AsyncContext async = begin(request, number);
                async.setTimeout(20 + size % 50);
                // Jetty forgets a timeout that is over before it has noted it, as on a machine that has other things to
                // do.
                var unused = timer.schedule(
                        () -> {
                            if (inside.containsKey(number)) {
                                complete(async);
                            }
                        },
                        2,
                        TimeUnit.SECONDS);
            }
            case ASYNC_READ, ASYNC_READ_SLOWLY -> {
                AsyncContext async = begin(request, number);
                request.getInputStream()
                        .setReadListener(new Reader(async, request.getInputStream(), deed == Deed.ASYNC_READ_SLOWLY));
            }
            case ASYNC_WRITE -> {
                AsyncContext async = begin(request, number);
                response.getOutputStream().setWriteListener(new Writer(async, number, size));
            }
        }
    }

    private AsyncContext begin(HttpServletRequest request, int number) {
        AsyncContext async = request.startAsync();
        async.setTimeout(60_000);
        async.addListener(new Ending(number));
        return async;
    }

    private static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException over) {
            // Somebody was faster.
        }
    }

    private static void fail(AsyncContext async) {
        try {
            ((HttpServletResponse) async.getResponse()).setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } catch (IllegalStateException over) {
            // Somebody was faster.
        }
        complete(async);
    }

    /** Notes the end of an asynchronous request. */
    private final class Ending implements AsyncListener {
        private final int number;

        Ending(int number) {
            this.number = number;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            inside.remove(number);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            complete(event.getAsyncContext());
        }

        @Override
        public void onError(AsyncEvent event) {
            fail(event.getAsyncContext());
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // nothing to do
        }
    }

    private static final class Reader implements ReadListener {
        private final AsyncContext async;
        private final ServletInputStream input;
        private final boolean slow;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Reader(AsyncContext async, ServletInputStream input, boolean slow) {
            this.async = async;
            this.input = input;
            this.slow = slow;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] some = new byte[3000];
            while (input.isReady()) {
                int read = input.read(some);
                if (read < 0) {
                    return;
                }
                body.write(some, 0, read);
                if (slow) {
                    LockSupport.parkNanos(3_000_000);
                }
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            async.getResponse().getOutputStream().write(body.toByteArray());
            complete(async);
        }

        @Override
        public void onError(Throwable failure) {
            fail(async);
        }
    }

    private static final class Writer implements WriteListener {
        private final AsyncContext async;
        private final int number;
        private final int size;
        private int at;

        Writer(AsyncContext async, int number, int size) {
            this.async = async;
            this.number = number;
            this.size = size;
        }

        @Override
        public void onWritePossible() throws IOException {
            ServletOutputStream output = async.getResponse().getOutputStream();
            while (output.isReady()) {
                if (at == size) {
                    complete(async);
                    return;
                }
                int length = Math.min(7_000, size - at);
                output.write(pattern(number, at, length));
                at += length;
            }
        }

        @Override
        public void onError(Throwable failure) {
            fail(async);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
