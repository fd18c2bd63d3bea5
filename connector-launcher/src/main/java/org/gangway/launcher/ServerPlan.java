package org.gangway.launcher;

import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gangway.request.SendfilePolicy;
import org.gangway.request.WebSocketPolicy;

/**
 * What the command line says of the process: its threads, its patience, its files.
 *
 * @param threads what runs requests
 * @param idleTimeout how long nothing may happen in a request, zero for ever
 * @param stopTimeout how long running requests may take to finish when stopped
 * @param exitWhenIdle after how long without a request the process ends, zero for never
 * @param stderr FastCGI: whether the web server's error log is told why a request failed
 * @param padding FastCGI: whether records are padded
 * @param webSocket what becomes of a request that asks for a WebSocket
 * @param encodedSlashes whether ambiguous paths pass
 * @param strict whether every application must start
 * @param workDirectory where WARs are unpacked, or null for a temporary directory
 * @param libraries further jars of levels
 * @param sendfile who sends the application's files
 */
record ServerPlan(
        RequestThreads threads,
        Duration idleTimeout,
        Duration stopTimeout,
        Duration exitWhenIdle,
        boolean stderr,
        boolean padding,
        WebSocketPolicy webSocket,
        boolean encodedSlashes,
        boolean strict,
        Path workDirectory,
        Map<ServletLevel, List<URL>> libraries,
        SendfilePolicy sendfile) {}
