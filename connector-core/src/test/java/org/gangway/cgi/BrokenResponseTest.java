package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenResponseTest {
    @ParameterizedTest
    @ValueSource(strings = {"lighttpd/1.4.59", "lighttpd/1.4.53 (Debian)", "lighttpd/1.4.9", "lighttpd/1.3.16"})
    void lighttpdBefore1460DoesNotSurviveIt(String software) {
        assertThat(BrokenResponse.isSurvivedBy(software)).isFalse();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "lighttpd/1.4.60",
                "lighttpd/1.4.79",
                "lighttpd/1.4.100",
                "lighttpd/1.5.0",
                "lighttpd/2.0.0",
                "lighttpd",
                "lighttpd/1.4.",
                "lighttpd/1.4.99999999999",
                "nginx/1.4.59",
                "Apache/2.4.59 (Debian)"
            })
    void othersDo(String software) {
        assertThat(BrokenResponse.isSurvivedBy(software)).isTrue();
    }
}
