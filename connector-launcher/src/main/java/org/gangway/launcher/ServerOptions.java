package org.gangway.launcher;

import java.nio.file.Path;
import java.time.Duration;
import org.gangway.request.WebSocketPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options about the process: its log, its threads and its patience. */
final class ServerOptions {
    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Append the log to this file (default: standard error).")
    Path log;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "error, warn, info, debug or trace (default: ${DEFAULT-VALUE}).")
    LogLevel logLevel;

    @Option(
            names = "--debug",
            description = "Show the stack trace of a failed request in its error page, and log at debug level. Not for"
                    + " clients that you don't know.")
    boolean debug;

    @Option(
            names = "--threads",
            paramLabel = "HOW",
            defaultValue = "" + RequestThreads.STANDARD,
            description = "What runs requests: a number is the most threads, which are started when they are needed;"
                    + " platform: ${DEFAULT-VALUE} of them; virtual: a virtual thread for each request, however many"
                    + " there are (from Java 21 on, for applications that wait a lot) (default: ${DEFAULT-VALUE}).")
    String threads;

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = TimeConverter.class,
            description = "Give up a request in which nothing happened for so long: 500ms, 30s, 5m or 1h, a number"
                    + " alone is seconds, 0: never (default: ${DEFAULT-VALUE}).")
    Duration idleTimeout;

    @Option(
            names = "--stderr",
            description = "FastCGI: tell the web server's error log why a request failed (STDERR)."
                    + " Not behind HAProxy 2.6, which crashes.")
    boolean stderr;

    @Option(
            names = "--no-padding",
            description =
                    "FastCGI: do not pad records to a multiple of 8 bytes. Jetty's own FastCGI proxy needs it: it stops at"
                            + " padding.")
    boolean noPadding;

    @Option(
            names = "--websocket",
            paramLabel = "HOW",
            defaultValue = "auto",
            description = "auto: WebSockets where the web server passes them on (nginx over SCGI, lighttpd since 1.4.74"
                    + " over FastCGI and SCGI), and 501 elsewhere; off: 501 (default: ${DEFAULT-VALUE}).")
    WebSocketPolicy webSocket;

    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = TimeConverter.class,
            description = "How long running requests may take to finish after SIGTERM or Ctrl-C"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration stopTimeout;

    @Option(
            names = "--exit-when-idle",
            paramLabel = "TIME",
            defaultValue = "0",
            converter = TimeConverter.class,
            description = "Stop, as after SIGTERM, when there was no request for so long; for whoever starts it again"
                    + " when it is needed. 0: never (default: ${DEFAULT-VALUE}).")
    Duration exitWhenIdle;

    @Option(
            names = "--allow-encoded-slash",
            description = "Let paths with %%2F and other ambiguous characters pass instead of answering 400.")
    boolean encodedSlashes;

    @Option(
            names = "--strict",
            description = "Of several WARs, end with exit status 1 if one cannot be deployed, instead of answering 503"
                    + " for it.")
    boolean strict;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description = "Unpack WARs and compile JSPs in this directory, each below its name. It is emptied at start"
                    + " and end (default: a new directory for temporary files).")
    Path workDirectory;

    @Mixin
    LibraryOptions libraries = new LibraryOptions();

    @Mixin
    OpenOptions open = new OpenOptions();

    @Mixin
    SendfileOptions sendfile = new SendfileOptions();

    /**
     * Checks what picocli can't.
     *
     * @return what the options say
     * @throws UserError if a value makes no sense
     */
    ServerPlan plan() throws UserError {
        return new ServerPlan(
                RequestThreads.parse(threads),
                idleTimeout,
                stopTimeout,
                exitWhenIdle,
                stderr,
                !noPadding,
                webSocket,
                encodedSlashes,
                strict,
                workDirectory,
                libraries.ofLevels(),
                sendfile.policy);
    }

    /**
     * What is logged.
     *
     * @return the level of the options
     */
    LogLevel level() {
        return debug && logLevel != LogLevel.TRACE ? LogLevel.DEBUG : logLevel;
    }

    /** Reads a time with its unit. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return TimeText.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
