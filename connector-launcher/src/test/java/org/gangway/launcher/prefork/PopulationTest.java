package org.gangway.launcher.prefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gangway.launcher.prefork.Population.Member;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PopulationTest {
    private static final int CAPACITY = 3;

    /** A letter and, for one that serves, the requests that run in it: S0, S3, N (starting), L (leaving), E (ending). */
    private static List<Member> members(String text) {
        List<Member> members = new ArrayList<>();
        for (String word : text == null ? new String[0] : text.split(" ")) {
            WorkerState state =
                    switch (word.charAt(0)) {
                        case 'N' -> WorkerState.STARTING;
                        case 'L' -> WorkerState.LEAVING;
                        case 'E' -> WorkerState.STOPPING;
                        default -> WorkerState.SERVING;
                    };
            int active = word.length() > 1 ? word.charAt(1) - '0' : 0;
            members.add(new Member(members.size() + 1, state, active, CAPACITY));
        }
        return members;
    }

    @ParameterizedTest(name = "{0}, {1} to {2} spare, {3} in all, {4} at once: start {5}")
    @CsvSource({
        // spare ones are missing
        ",            2, 5, 50, 4, 2",
        "S0,          2, 5, 50, 4, 1",
        "S0 S2,       2, 5, 50, 4, 0",
        "S0 S3,       2, 5, 50, 4, 1",
        "S3 S3 S3,    2, 5, 50, 4, 2",
        "S0 S0 S0 S0, 2, 5, 50, 4, 0",
        // one that starts will be spare
        "S0 N,        2, 5, 50, 4, 0",
        "S3 N,        2, 5, 50, 4, 1",
        // no more than there may be
        "S3 S3,       2, 5, 3,  4, 1",
        "S3 S3 S3,    2, 5, 3,  4, 0",
        // nor at once
        ",            9, 9, 50, 4, 4",
        "N N N,       9, 9, 50, 4, 1",
        "N N N N,     9, 9, 50, 4, 0",
        // those that go don't count
        "L0 L0,       1, 5, 2,  4, 1",
        "E0 E0,       1, 5, 1,  4, 1",
        "S3 L0,       1, 5, 2,  4, 1"
    })
    void startsWhatIsMissing(String members, int fewest, int most, int children, int atOnce, int expected) {
        assertThat(Population.missing(members(members), new Spares(fewest, most, children), atOnce))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: end {1}")
    @CsvSource({
        "S0 S0,       0",
        "S0 S0 S0,    3",
        "S0 S0 S1,    2",
        "S1 S1 S1,    0",
        "S0 S3 S0,    0",
        "S0 S0 N,     0",
        "S0 S0 L0 E0, 0"
    })
    void endsTheNewestWithoutRequestOfTooManySpareOnes(String members, long expected) {
        assertThat(Population.excess(members(members), new Spares(1, 2, 9))
                        .map(Member::number)
                        .orElse(0L))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1} may go")
    @CsvSource({"L0, 0", "L0 N, 0", "L0 S3, 0", "L0 S2, 1", "L1 L0 S0, 2", "S0, 0"})
    void oneThatLeavesWaitsForASuccessorWithRoom(String members, int expected) {
        assertThat(Population.succeeded(members(members))).hasSize(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"S3 S3, true", "S3 S2, false", "S3 N, false", "S3, false", "S3 S3 L0, true"})
    void knowsWhenRequestsHaveToWait(String members, boolean expected) {
        assertThat(Population.isExhausted(members(members), new Spares(1, 2, 2)))
                .isEqualTo(expected);
    }
}
