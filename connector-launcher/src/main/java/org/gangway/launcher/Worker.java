package org.gangway.launcher;

import java.time.Duration;
import org.gangway.launcher.prefork.ControlChannel;
import org.gangway.launcher.prefork.Population;
import org.gangway.launcher.prefork.WorkerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker as its supervisor sees it. Confined to the supervisor's thread. */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final long number;
    private final int slot;
    private final int generation;
    private final Process process;
    private WorkerState state = WorkerState.STARTING;
    private ControlChannel channel;
    private boolean silent;
    private boolean ready;
    private boolean closed;
    private long servingSince;
    private int active;
    private int capacity;
    private String applications = "";
    private String failure;

    /**
     * @param number the higher, the newer
     * @param slot its number among those that live
     * @param generation that of the applications
     * @param process the JVM
     */
    Worker(long number, int slot, int generation, Process process) {
        this.number = number;
        this.slot = slot;
        this.generation = generation;
        this.process = process;
    }

    int slot() {
        return slot;
    }

    int generation() {
        return generation;
    }

    long number() {
        return number;
    }

    Process process() {
        return process;
    }

    WorkerState state() {
        return state;
    }

    boolean isReady() {
        return ready;
    }

    /** Whether it has accepted its last connection. */
    boolean isClosed() {
        return closed;
    }

    /** Whether nothing more is to be heard of it. */
    boolean isSilent() {
        return silent;
    }

    String applications() {
        return applications;
    }

    /** Why it couldn't start, or null. */
    String failure() {
        return failure;
    }

    void connected(ControlChannel connected) {
        channel = connected;
    }

    void disconnected() {
        silent = true;
    }

    /**
     * Takes note of what it says.
     *
     * @param line what it says
     * @return whether something is to be done about it
     */
    boolean heard(String line) {
        if (line.startsWith(WorkerWords.STATUS)) {
            active = Integer.parseInt(word(line));
        } else if (line.startsWith(WorkerWords.READY)) {
            String most = word(line);
            ready = true;
            capacity = Integer.parseInt(most);
            applications = line.substring(WorkerWords.READY.length() + most.length() + 1);
        } else if (line.startsWith(WorkerWords.REASON)) {
            failure = line.substring(WorkerWords.REASON.length());
            return false;
        } else if (line.equals(WorkerWords.LEAVING)) {
            LOG.debug("{} has served enough requests", this);
            if (state == WorkerState.SERVING) {
                state = WorkerState.LEAVING;
            }
        } else if (line.equals(WorkerWords.CLOSED)) {
            closed = true;
        } else if (line.equals(WorkerWords.ENDING)) {
            LOG.info("{} ends by a signal", this);
            state = WorkerState.STOPPING;
        }
        return true;
    }

    /** The second one. */
    private static String word(String line) {
        int begin = line.indexOf(' ') + 1;
        int end = line.indexOf(' ', begin);
        return line.substring(begin, end < 0 ? line.length() : end);
    }

    /** Lets it accept connections from now on. */
    void serve(long now) {
        state = WorkerState.SERVING;
        servingSince = now;
        send(WorkerWords.SERVE);
    }

    void stop(Duration patience, boolean last) {
        state = WorkerState.STOPPING;
        send(WorkerWords.STOP + patience.toMillis() + ' ' + (last ? WorkerWords.LAST : WorkerWords.LEAVE));
    }

    void kill() {
        state = WorkerState.STOPPING;
        process.destroyForcibly();
    }

    void reopenLogs() {
        send(WorkerWords.REOPEN);
    }

    /** For how long it has served. */
    Duration uptime(long now) {
        return ready && servingSince != 0 ? Duration.ofNanos(now - servingSince) : Duration.ZERO;
    }

    Population.Member member() {
        return new Population.Member(number, state, active, capacity);
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    private void send(String order) {
        if (channel != null) {
            channel.send(order);
        }
    }

    @Override
    public String toString() {
        return "worker " + slot + " (pid " + process.pid() + ')';
    }
}
