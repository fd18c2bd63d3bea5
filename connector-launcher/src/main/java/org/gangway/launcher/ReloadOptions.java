package org.gangway.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.gangway.launcher.reload.WarmUp;
import picocli.CommandLine.Option;

/** The options about changing the applications of a running server. */
final class ReloadOptions {
    /** What is sent as the target of a request: no blank or control character may end it early. */
    private static final Pattern TARGET = Pattern.compile("/[!-~&&[^#]]*");

    private static final Duration WARM_UP_PATIENCE = Duration.ofSeconds(60);

    /** What no file can be called; picocli drops an empty text. */
    private static final String SOURCES = "\0";

    @Option(
            names = "--touch-reload",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = SOURCES,
            description = "Reload, as SIGHUP does, when this file changes; without FILE, when a WAR or context XML that"
                    + " is served does. May be repeated (default: none).")
    List<String> touchReload;

    @Option(
            names = "--warm-up",
            paramLabel = "PATH",
            description = "Ask for this path before clients can, at start and at each reload; a status of 500 or more"
                    + " is a failed start. May be repeated (default: none).")
    List<String> warmUp;

    @Option(
            names = "--mercy",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = ServerOptions.TimeConverter.class,
            description = "How long running requests may go on in the old application after a reload"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration mercy;

    /**
     * What the options say.
     *
     * @param wars what the command line serves
     * @param lookup finds it anew
     * @return the plan
     * @throws UserError if an option is wrong
     */
    ReloadPlan plan(List<String> wars, ReloadPlan.Lookup lookup) throws UserError {
        List<String> targets = warmUp == null ? List.of() : warmUp;
        for (String target : targets) {
            if (!TARGET.matcher(target).matches()) {
                throw UserError.usage("--warm-up " + target
                        + " is no path of a URL; write it as a client sends it, like /shop/search?q=a%20b");
            }
        }
        List<Path> watched = new ArrayList<>();
        boolean sources = false;
        for (String file : touchReload == null ? List.<String>of() : touchReload) {
            if (file.equals(SOURCES)) {
                sources = true;
            } else {
                watched.add(Path.of(file).toAbsolutePath().normalize());
            }
        }
        if (sources) {
            // A directory of WARs may get further ones.
            wars.stream()
                    .filter(war -> Files.isDirectory(Path.of(war)))
                    .map(war -> Path.of(war).toAbsolutePath().normalize())
                    .forEach(watched::add);
        }
        return new ReloadPlan(lookup, new WarmUp(targets, WARM_UP_PATIENCE), mercy, watched, sources);
    }
}
