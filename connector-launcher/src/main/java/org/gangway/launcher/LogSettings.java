package org.gangway.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/**
 * Says where the log goes: to standard error, or to a file. Logback finds it as a service, so that the first logger is
 * there without a configuration file being looked for; a {@code logback.configurationFile} system property takes over
 * all of it.
 */
public class LogSettings extends ContextAwareBase implements Configurator {
    private static final String FILE = "gangway.log.file";
    private static final String LEVEL = "gangway.log.level";
    private static final String APPENDER = "log";
    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{30}: %message%n";
    private static final String PATTERN_OF_WORKER =
            PATTERN.replace("%thread", "worker %property{" + WorkerWords.SLOT + "}: %thread");

    /**
     * Sets what the first logger that is asked for makes of the log.
     *
     * @param file the file to append to, or null for standard error
     * @param level the least level of Gangway's own messages; the rest of the server logs one level less
     * @throws UserError if the file can't be written
     */
    static void choose(Path file, LogLevel level) throws UserError {
        System.setProperty(LEVEL, level.name());
        if (file == null) {
            System.clearProperty(FILE);
            return;
        }
        Path absolute = file.toAbsolutePath();
        try {
            Files.newOutputStream(absolute, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (AccessDeniedException e) {
            throw UserError.failed(
                    "no permission to write the log file " + absolute
                            + "; choose another with --log, or give this user the right to write it",
                    e);
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot write the log file " + absolute + " (" + e.getMessage()
                            + "); check that its directory exists, or choose another with --log",
                    e);
        }
        System.setProperty(FILE, absolute.toString());
    }

    /** Opens the file of the log anew, after it was renamed. Messages wait for it. */
    static void reopen() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
                        instanceof FileAppender<ILoggingEvent> appender) {
            try {
                appender.openFile(appender.getFile());
            } catch (IOException e) {
                LoggerFactory.getLogger(LogSettings.class).warn("The log stays as it is: {}", e.toString());
            }
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        OutputStreamAppender<ILoggingEvent> appender;
        String file = System.getProperty(FILE);
        if (file == null) {
            ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
            console.setTarget("System.err");
            appender = console;
        } else {
            FileAppender<ILoggingEvent> fileAppender = new FileAppender<>();
            fileAppender.setFile(file);
            appender = fileAppender;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(WorkerWords.isWorker() ? PATTERN_OF_WORKER : PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setName(APPENDER);
        appender.setEncoder(encoder);
        appender.addFilter(new ReportedFailures());
        appender.start();

        LogLevel level = LogLevel.valueOf(System.getProperty(LEVEL, LogLevel.INFO.name()));
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.convertAnSLF4JLevel(level.ofServer()));
        root.addAppender(appender);
        context.getLogger("org.gangway").setLevel(Level.convertAnSLF4JLevel(level.ofGangway()));
        // A warning for each class that the WAR and the container both have, such as those of JSTL.
        if (level.ofServer().toInt() > org.slf4j.event.Level.DEBUG.toInt()) {
            context.getLogger("org.eclipse.jetty.annotations.AnnotationParser").setLevel(Level.ERROR);
        }
        // The JSP engine comes without the schemas that a whole Tomcat has, and does not need them.
        context.getLogger("org.apache.tomcat.util.descriptor.DigesterFactory").setLevel(Level.ERROR);
        // What befalls the connections of a session store is told by WarSessions, in one line.
        context.getLogger("com.zaxxer.hikari").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Drops what Jetty says of an application that can't start: {@link Deployment} says it once, with the reason. */
    private static final class ReportedFailures extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            String logger = event.getLoggerName();
            boolean reported = logger.startsWith("org.eclipse.jetty.ee")
                    ? isOfStart(logger, event.getMessage())
                    : logger.equals("org.eclipse.jetty.xml.XmlParser");
            return reported ? FilterReply.DENY : FilterReply.NEUTRAL;
        }

        private static boolean isOfStart(String logger, String message) {
            return logger.endsWith(".WebAppContext")
                    ? message.startsWith("Failed startup of context")
                    : logger.endsWith(".BaseHolder") && message.startsWith("Unable to load class");
        }
    }
}
