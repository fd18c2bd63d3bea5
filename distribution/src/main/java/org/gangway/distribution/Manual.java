package org.gangway.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gangway.launcher.GangwayCommand;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the manual pages of all commands, and the completion for bash. The build runs it. */
public final class Manual {
    private Manual() {}

    /**
     * Writes them.
     *
     * @param arguments the directory that stands for share, the version, and its time, which begins with a date
     * @throws IOException if a file can't be written
     */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        String date = arguments[2].substring(0, "2026-11-22".length());
        Path manual = Files.createDirectories(share.resolve("man/man1"));
        for (ManualPage page : pages()) {
            Files.writeString(manual.resolve(page.name() + ".1"), page.text(arguments[1], date));
        }
        Path completions = Files.createDirectories(share.resolve("bash-completion/completions"));
        Files.writeString(completions.resolve("gangway"), completion());
    }

    /**
     * The pages.
     *
     * @return one for gangway and one for each of its commands, but for help
     */
    static List<ManualPage> pages() {
        CommandLine gangway = new CommandLine(new GangwayCommand());
        List<ManualPage> pages = new ArrayList<>();
        pages.add(new ManualPage(gangway));
        gangway.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                pages.add(new ManualPage(command));
            }
        });
        return pages;
    }

    /**
     * The completion.
     *
     * @return a script for bash
     */
    static String completion() {
        return AutoComplete.bash("gangway", new CommandLine(new GangwayCommand()))
                .replaceFirst("(?m)^# Date: .*\\n", "");
    }
}
