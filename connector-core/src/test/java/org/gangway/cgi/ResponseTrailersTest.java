package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTrailersTest {
    @ParameterizedTest
    @ValueSource(strings = {"lighttpd/1.4.79", "lighttpd/1.4.69", "lighttpd/1.4.79 (Debian)"})
    void lighttpdBefore1480BreaksThem(String software) {
        assertThat(ResponseTrailers.arePassedBy(software)).isFalse();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"lighttpd/1.4.80", "lighttpd/1.4.85", "lighttpd", "HAProxy"})
    void othersDoNot(String software) {
        assertThat(ResponseTrailers.arePassedBy(software)).isTrue();
    }
}
