package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/** One free port of the loopback address for each name. They are held until {@link #release()}. */
public final class FreePorts {
    private final Map<String, ServerSocket> held = new LinkedHashMap<>();

    public int of(String name) {
        return held.computeIfAbsent(name, n -> {
                    try {
                        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .getLocalPort();
    }

    /** The names and ports so far; from here on the ports are free for the server. */
    public Map<String, Integer> release() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        held.forEach((name, socket) -> {
            ports.put(name, socket.getLocalPort());
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        held.clear();
        return ports;
    }
}
