package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
    @TempDir
    Path directory;

    /** Numbers are those of one list; a class with a source is one of the empty application's class loader. */
    @Test
    void classesOfBothListsStandOnce() throws Exception {
        Path served = Files.writeString(directory.resolve("served"), """
                java/lang/Object id: 0
                org/gangway/Served id: 1
                @lambda-proxy org/gangway/Served run
                """);
        TrainingRun training = new TrainingRun(directory);
        Files.writeString(training.classes(), """
                java/lang/Object id: 0
                org/gangway/Trained id: 1
                org/gangway/Loaded id: 2 super: 0 source: /tmp/empty/
                @lambda-proxy org/gangway/Served run
                @cp org/gangway/Served 1 2 8
                """);

        assertThat(training.with(served)).hasContent("""
                java/lang/Object id: 0
                org/gangway/Served id: 1
                @lambda-proxy org/gangway/Served run
                org/gangway/Trained
                @cp org/gangway/Served 1 2 8
                """);
    }

    @Test
    void serverThatEndsBeforeItAnswersIsNone() throws Exception {
        List<Process> started = new ArrayList<>();
        boolean trained = new TrainingRun(directory).run(List.of("false"), command -> {
            started.add(new ProcessBuilder(command).start());
            return started.get(0);
        });

        assertThat(trained).isFalse();
        assertThat(started).singleElement().satisfies(process -> assertThat(process.waitFor())
                .isNotZero());
    }
}
