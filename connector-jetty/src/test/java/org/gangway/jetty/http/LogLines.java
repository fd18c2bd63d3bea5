package org.gangway.jetty.http;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.logging.JettyLogger;
import org.eclipse.jetty.logging.StdErrAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what is logged, from its making to its closing. */
public final class LogLines implements AutoCloseable {
    private final StdErrAppender appender =
            (StdErrAppender) ((JettyLogger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).getAppender();
    private final PrintStream before = appender.getStream();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    public LogLines() {
        appender.setStream(new PrintStream(lines, true, StandardCharsets.UTF_8));
    }

    public List<String> all() {
        return lines.toString(StandardCharsets.UTF_8).lines().toList();
    }

    public List<String> with(String part) {
        return all().stream().filter(line -> line.contains(part)).toList();
    }

    /** Lines that tell of a stack. */
    public List<String> stacks() {
        return all().stream().filter(line -> line.matches("\\s+at .*")).toList();
    }

    @Override
    public void close() {
        appender.setStream(before);
    }
}
