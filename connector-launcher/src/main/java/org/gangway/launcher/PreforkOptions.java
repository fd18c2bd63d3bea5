package org.gangway.launcher;

import java.util.Locale;
import org.gangway.launcher.prefork.Spares;
import picocli.CommandLine.Option;

/** The options that let several JVMs serve, with the names that Django's {@code runfcgi} has for them. */
final class PreforkOptions {
    private static final int MIN_SPARE = 2;
    private static final int MAX_SPARE = 5;
    private static final int MAX_CHILDREN = 50;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "threaded",
            description =
                    "threaded: one JVM serves, with --threads threads. prefork: a supervisor has the socket, and"
                            + " several JVMs (workers) accept from it, each with --threads threads (default: ${DEFAULT-VALUE}).")
    String method;

    @Option(
            names = "--min-spare",
            paramLabel = "N",
            description = "prefork: start a worker when fewer than N could take a further request at once (default: "
                    + MIN_SPARE + ").")
    Integer minSpare;

    @Option(
            names = "--max-spare",
            paramLabel = "N",
            description = "prefork: end an idle worker when more than N could take a further request at once (default: "
                    + MAX_SPARE + ").")
    Integer maxSpare;

    @Option(
            names = "--max-children",
            paramLabel = "N",
            description = "prefork: the most workers; those that end don't count (default: " + MAX_CHILDREN + ").")
    Integer maxChildren;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description =
                    "prefork: replace a worker after N requests, or up to a fifth more, so that not all go at once"
                            + " (default: 0, never).")
    Integer maxRequests;

    /**
     * Checks what picocli can't.
     *
     * @return what the options say, or null if one JVM serves
     * @throws UserError if a value or a combination makes no sense
     */
    PreforkPlan plan() throws UserError {
        switch (method.toLowerCase(Locale.ROOT)) {
            case "threaded", "thread" -> {
                refuse("--min-spare", minSpare);
                refuse("--max-spare", maxSpare);
                refuse("--max-children", maxChildren);
                refuse("--max-requests", maxRequests);
                return null;
            }
            case "prefork", "fork" -> {
                return prefork();
            }
            default -> throw UserError.usage("--method " + method + " is neither threaded nor prefork; choose one");
        }
    }

    private PreforkPlan prefork() throws UserError {
        int least = number("--min-spare", minSpare, MIN_SPARE, 0);
        int most = number("--max-spare", maxSpare, MAX_SPARE, 1);
        int children = number("--max-children", maxChildren, MAX_CHILDREN, 1);
        int requests = number("--max-requests", maxRequests, 0, 0);
        // What isn't said follows what is: two children at most need no word about spare ones.
        int fewest = minSpare == null ? Math.min(least, Math.min(most, children)) : least;
        int spare = maxSpare == null ? Math.max(fewest, most) : most;
        if (fewest > spare) {
            throw UserError.usage(
                    "--min-spare " + fewest + " is more than --max-spare " + spare + "; correct one of them");
        }
        if (fewest > children) {
            throw UserError.usage("--min-spare " + fewest + " is more than --max-children " + children
                    + " allows; correct one of them");
        }
        return new PreforkPlan(new Spares(Math.max(1, fewest), spare, children), requests);
    }

    private static int number(String option, Integer given, int standard, int least) throws UserError {
        int value = given == null ? standard : given;
        if (value < least) {
            throw UserError.usage(option + ' ' + value + " is too small; give a number from " + least + " on");
        }
        return value;
    }

    private static void refuse(String option, Integer given) throws UserError {
        if (given != null) {
            throw UserError.usage(option + " is for --method prefork; add that, or leave it out");
        }
    }
}
