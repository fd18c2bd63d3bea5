package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.gangway.launcher.prefork.Spares;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreforkOptionsTest {
    private static PreforkPlan plan(String options) throws UserError {
        return RunCommand.parse(options.isEmpty() ? new String[0] : options.split(" "))
                .prefork
                .plan();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--method=threaded", "--method thread", "--method THREADED"})
    void oneJvmServes(String options) throws Exception {
        assertThat(plan(options)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2, 5, 50, 0",
        "--min-spare=1 --max-spare=3 --max-children=9 --max-requests=100, 1, 3, 9, 100",
        "--min-spare=0, 1, 5, 50, 0",
        "--min-spare=8, 8, 8, 50, 0",
        "--max-spare=1, 1, 1, 50, 0",
        "--max-children=1, 1, 5, 1, 0"
    })
    void severalServe(String options, int fewest, int most, int children, int requests) throws Exception {
        PreforkPlan expected = new PreforkPlan(new Spares(fewest, most, children), requests);
        assertThat(plan(("--method=prefork " + options).strip())).isEqualTo(expected);
        assertThat(plan(("--method=fork " + options).strip())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method=both | --method both is neither threaded nor prefork; choose one",
                "--max-requests=5 | --max-requests is for --method prefork; add that, or leave it out",
                "--min-spare=2 | --min-spare is for --method prefork; add that, or leave it out",
                "--max-spare=2 | --max-spare is for --method prefork; add that, or leave it out",
                "--max-children=2 | --max-children is for --method prefork; add that, or leave it out",
                "--method=prefork --min-spare=6 --max-spare=5 | --min-spare 6 is more than --max-spare 5; correct one of them",
                "--method=prefork --min-spare=6 --max-children=5 | --min-spare 6 is more than --max-children 5 allows;"
                        + " correct one of them",
                "--method=prefork --max-children=0 | --max-children 0 is too small; give a number from 1 on",
                "--method=prefork --max-requests=-1 | --max-requests -1 is too small; give a number from 0 on"
            })
    void wrongCombinationIsNamed(String options, String message) {
        assertThatThrownBy(() -> plan(options))
                .isInstanceOfSatisfying(
                        UserError.class, error -> assertThat(error.exitStatus()).isEqualTo(UserError.USAGE))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "maxrequests=1, 2, 5, 50, 1",
        "maxchildren=1, 1, 5, 1, 0",
        "method=fork minspare=1 maxspare=3 maxchildren=9, 1, 3, 9, 0"
    })
    void runfcgiGivesTheSame(String words, int fewest, int most, int children, int requests) throws Exception {
        List<String> given = new ArrayList<>(List.of(words.split(" ", -1)));
        given.add("socket=x.sock");
        List<String> options = Argument.words(new RunfcgiWords(given).arguments(false));
        assertThat(RunCommand.parse(options.toArray(String[]::new)).prefork.plan())
                .isEqualTo(new PreforkPlan(new Spares(fewest, most, children), requests));
    }
}
