package org.gangway.sample;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code /chat}: a WebSocket that sends everybody what one of them says, and tells who is here. On {@code clock} it
 * sends the time each second, until {@code stop}. An instance belongs to one client. Thread-safe.
 */
@ServerEndpoint("/chat")
public final class ChatEndpoint {
    private static final System.Logger LOG = System.getLogger(ChatEndpoint.class.getName());
    private static final Set<Session> HERE = ConcurrentHashMap.newKeySet();

    private ScheduledExecutorService timer;
    private ScheduledFuture<?> clock;

    /** Somebody comes. */
    @OnOpen
    public void onOpen(Session session) {
        HERE.add(session);
        tellAll("here " + HERE.size());
    }

    /** Somebody says something. */
    @OnMessage
    public void onMessage(Session session, String text) {
        switch (text) {
            case "clock" -> startClock(session);
            case "stop" -> stopClock();
            default -> tellAll("said " + text);
        }
    }

    private synchronized void startClock(Session session) {
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "sample-clock");
                thread.setDaemon(true);
                return thread;
            });
            clock = timer.scheduleAtFixedRate(
                    () -> tell(
                            session,
                            "clock " + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)),
                    0,
                    1,
                    TimeUnit.SECONDS);
        }
    }

    private synchronized void stopClock() {
        if (timer != null) {
            clock.cancel(false);
            timer.shutdownNow();
            timer = null;
        }
    }

    /** Somebody goes. */
    @OnClose
    public void onClose(Session session) {
        stopClock();
        HERE.remove(session);
        tellAll("here " + HERE.size());
    }

    /** Whoever is gone without a word can't be told anything; {@link #onClose} is next. */
    @OnError
    public void onError(Throwable error) {
        if (!(error instanceof IOException)) {
            LOG.log(System.Logger.Level.WARNING, "A chat ends", error);
        }
    }

    private static void tellAll(String text) {
        for (Session session : HERE) {
            tell(session, text);
        }
    }

    private static void tell(Session session, String text) {
        if (session.isOpen()) {
            session.getAsyncRemote().sendText(text, result -> {
                // Whoever can't be told is about to be closed.
            });
        }
    }
}
