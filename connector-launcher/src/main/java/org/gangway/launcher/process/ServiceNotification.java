package org.gangway.launcher.process;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What systemd wants to know of a service with {@code Type=notify}: datagrams to the socket that NOTIFY_SOCKET names
 * (sd_notify(3)). Without that variable nothing is sent. Thread-safe.
 */
public final class ServiceNotification {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotification.class);
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;

    private final byte[] address;
    private final Duration watchdog;

    private ServiceNotification(byte[] address, Duration watchdog) {
        this.address = address;
        this.watchdog = watchdog;
    }

    /**
     * Reads what systemd put into the environment.
     *
     * @param environment the environment variables
     * @return where to send to, perhaps nowhere
     */
    public static ServiceNotification of(Map<String, String> environment) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        boolean usable = socket.startsWith("/") || socket.startsWith("@");
        return new ServiceNotification(usable ? address(socket) : null, watchdog(environment));
    }

    /**
     * How often systemd wants to hear of the process, half of what it waits for.
     *
     * @return the time between two, zero for never
     */
    public Duration watchdogInterval() {
        return address == null ? Duration.ZERO : watchdog;
    }

    /** The service serves; also the end of {@link #reloading()}. */
    public void ready(String status) {
        send("READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=" + status);
    }

    /** The service is about to serve something else. */
    public void reloading() {
        // CLOCK_MONOTONIC, which nanoTime is on Linux, in microseconds
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** The service is about to end. */
    public void stopping() {
        send("STOPPING=1\nSTATUS=waiting for the running requests");
    }

    /** Says in words how the service is. */
    public void status(String status) {
        send("STATUS=" + status);
    }

    /** The service is alive. */
    public void alive() {
        send("WATCHDOG=1");
    }

    private static Duration watchdog(Map<String, String> environment) {
        String pid = environment.get("WATCHDOG_PID");
        if (pid != null && !pid.equals(String.valueOf(ProcessHandle.current().pid()))) {
            return Duration.ZERO;
        }
        try {
            long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
            return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros) / 2);
        } catch (NumberFormatException e) {
            LOG.debug("WATCHDOG_USEC is no number", e);
            return Duration.ZERO;
        }
    }

    /** struct sockaddr_un; a name that starts with @ is an abstract one, which starts with a zero byte. */
    private static byte[] address(String socket) {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        boolean inFileSystem = path[0] == '/';
        ByteBuffer address = ByteBuffer.allocate(Short.BYTES + path.length + (inFileSystem ? 1 : 0));
        address.order(ByteOrder.nativeOrder()).putShort(AF_UNIX).put(path);
        if (!inFileSystem) {
            address.put(Short.BYTES, (byte) 0);
        }
        return address.array();
    }

    private void send(String message) {
        if (address == null) {
            return;
        }
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try {
            int fd = Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                Libc.sendto(fd, bytes, bytes.length, MSG_NOSIGNAL, address, address.length);
            } finally {
                Libc.close(fd);
            }
        } catch (LastErrorException | LinkageError e) {
            LOG.warn("Cannot tell systemd {}: {}", message.replace('\n', ' '), e.toString());
        }
    }
}
