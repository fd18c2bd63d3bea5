package org.gangway.wars;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The differences between a web server with FastCGI and Jetty's own HTTP connector that are as they must be. */
enum ExpectedDifference {
    TRACE(
            "nginx refuses TRACE, and Apache answers it; neither asks the application.",
            difference -> difference.method().equals("TRACE"));

    private final String reason;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state, which the type doesn't say
    private final Predicate<Difference> matches;

    ExpectedDifference(String reason, Predicate<Difference> matches) {
        this.reason = reason;
        this.matches = matches;
    }

    String reason() {
        return reason;
    }

    static Optional<ExpectedDifference> of(Difference difference) {
        return Stream.of(values())
                .filter(expected -> expected.matches.test(difference))
                .findFirst();
    }
}
