package org.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GET_VALUES and types that nobody knows (FastCGI specification, section 4). */
class ManagementRecordsTest {
    @Test
    @DisplayName("F-30 GET_VALUES is understood before, between and within requests, known names and others")
    void f30_valuesMayBeAskedForAtAnyTime() {
        byte[] query = Records.pairs("FCGI_MAX_CONNS", "", "FCGI_MAX_REQS", "", "X-OTHER", "");
        byte[] bytes = new Records()
                .record(9, 0, query, 6)
                .begin(1, 1, 1)
                .record(9, 0, Records.pairs("FCGI_MPXS_CONNS", ""), 0)
                .record(4, 1, new byte[0], 0)
                .record(9, 0, query, 0)
                .bytes();
        assertThat(ReceivedConnection.of(bytes, Feed.WHOLE).events())
                .containsExactly(
                        "GET_VALUES [FCGI_MAX_CONNS, FCGI_MAX_REQS, X-OTHER]",
                        "BEGIN_REQUEST 1 role 1 keep",
                        "GET_VALUES [FCGI_MPXS_CONNS]",
                        "PARAMS 1 ends",
                        "GET_VALUES [FCGI_MAX_CONNS, FCGI_MAX_REQS, X-OTHER]");
    }

    @Test
    @DisplayName("F-30 a value in a query, which the specification wants empty, is passed over")
    void f30_aValueInAQueryIsPassedOver() {
        String long128 = "v".repeat(128);
        byte[] bytes = new Records()
                .record(9, 0, Records.pairs("A", "1", "B", long128, "C", ""), 0)
                .bytes();
        assertThat(ReceivedConnection.of(bytes, Feed.WHOLE).events()).containsExactly("GET_VALUES [A, B, C]");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F-31 a query may be empty")
    void f31_aQueryMayBeEmpty(Feed feed) {
        byte[] bytes = new Records().record(9, 0, new byte[0], 4).begin(1, 1, 0).bytes();
        assertThat(ReceivedConnection.of(bytes, feed).events())
                .containsExactly("GET_VALUES []", "BEGIN_REQUEST 1 role 1 close");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F-30 a query of 1024 bytes is taken, a longer one is an error before anything is stored")
    void f30_aQueryHasALimit(Feed feed) {
        byte[] longest = Records.pairs("N".repeat(FastCgiParser.MAX_GET_VALUES - 5), "");
        assertThat(longest).hasSize(FastCgiParser.MAX_GET_VALUES);
        assertThat(ReceivedConnection.of(new Records().record(9, 0, longest, 0).bytes(), feed)
                        .events())
                .hasSize(1);

        byte[] longer = Records.pairs("N".repeat(FastCgiParser.MAX_GET_VALUES - 4), "");
        ReceivedConnection refused =
                ReceivedConnection.of(new Records().record(9, 0, longer, 0).bytes(), feed);
        assertThat(refused.events()).isEmpty();
        assertThat(refused.failure())
                .hasMessage("GET_VALUES of 1025 bytes; 1024 are allowed")
                .extracting(GatewayException::disposition)
                .isEqualTo(Disposition.CLOSE_NOW);
    }

    @Test
    @DisplayName("F-27 a query that ends within a pair is an error")
    void f27_aQueryThatIsCutOffIsAnError() {
        byte[] query = Records.pairs("FCGI_MAX_REQS", "", "B", "x".repeat(200));
        for (int length = 1; length < query.length; length++) {
            byte[] bytes =
                    new Records().record(9, 0, Arrays.copyOf(query, length), 0).bytes();
            ReceivedConnection connection = ReceivedConnection.of(bytes, Feed.WHOLE);
            if (length == 15) {
                assertThat(connection.events()).containsExactly("GET_VALUES [FCGI_MAX_REQS]");
            } else {
                assertThat(connection.failure()).hasMessage("GET_VALUES with a name that is cut off");
            }
        }
    }

    @Test
    @DisplayName("F-32 every unknown management type is told with its number, and its content is skipped")
    void f32_anUnknownManagementTypeIsTold() {
        for (int type = 0; type < 256; type++) {
            byte[] bytes = new Records()
                    .record(type, 0, new byte[12], 4)
                    .begin(1, 1, 0)
                    .bytes();
            if (type != RecordType.GET_VALUES.code()) {
                assertThat(ReceivedConnection.of(bytes, Feed.WHOLE).events())
                        .containsExactly("UNKNOWN_TYPE " + type, "BEGIN_REQUEST 1 role 1 close");
            }
        }
    }

    @Test
    @DisplayName("F-32 an unknown application type, or one that only applications send, is ignored")
    void f32_anUnknownApplicationTypeIsIgnored() {
        for (int type = 0; type < 256; type++) {
            if (type == 1 || type == 2 || type == 4 || type == 5 || type == 8) {
                continue;
            }
            byte[] bytes = new Records()
                    .record(type, 1, new byte[12], 4)
                    .record(type, 1, new byte[0], 0)
                    .begin(1, 1, 0)
                    .bytes();
            assertThat(ReceivedConnection.of(bytes, Feed.BYTE_BY_BYTE).events())
                    .containsExactly("BEGIN_REQUEST 1 role 1 close");
        }
    }
}
