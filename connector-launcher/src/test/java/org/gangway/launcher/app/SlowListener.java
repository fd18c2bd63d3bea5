package org.gangway.launcher.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts once the file "go" is in the directory of the context parameter "hold", where it puts the file "entered". */
public final class SlowListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Path hold = Path.of(event.getServletContext().getInitParameter("hold"));
        try {
            Files.createFile(hold.resolve("entered"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (!Files.exists(hold.resolve("go"))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
