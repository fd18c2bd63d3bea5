package org.gangway.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.Test;

class CgiVariablesTest {
    private final RequestLimits limits = new RequestLimits();
    private final CgiVariables variables = new CgiVariables(limits);

    @Test
    void fragmentsGrowOneBlock() {
        variables.append(ByteBuffer.wrap("xREQ".getBytes(ISO_8859_1)).position(1));
        variables.append(ByteBuffer.wrap("UEST_METHODGET".getBytes(ISO_8859_1)));
        variables.add(0, 14, 14, 3);
        assertThat(variables.length()).isEqualTo(17);
        assertThat(variables.count()).isEqualTo(1);
        assertThat(variables.name(0)).isEqualTo("REQUEST_METHOD");
        assertThat(variables.value(0)).isEqualTo("GET");
        assertThat(variables.nameEquals(0, "REQUEST_METHOD".getBytes(ISO_8859_1)))
                .isTrue();
        assertThat(variables.nameEquals(0, "REQUEST".getBytes(ISO_8859_1))).isFalse();
        assertThat(variables.valueEquals(0, "GET".getBytes(ISO_8859_1))).isTrue();
    }

    @Test
    void theBlockStaysBelowItsLimit() {
        limits.setMaxVariablesBytes(5000);
        variables.append(ByteBuffer.allocate(4000));
        variables.append(ByteBuffer.allocate(1000));
        assertThat(variables.length()).isEqualTo(5000);
        assertThat(variables.block()).hasSize(5000);
        refused(431, "maxVariablesBytes", () -> variables.append(ByteBuffer.allocate(1)));
        assertThat(variables.block()).hasSize(5000);
    }

    @Test
    void theNumberOfVariablesIsLimited() {
        limits.setMaxVariables(100);
        for (int i = 0; i < 100; i++) {
            variables.add("N" + i, "v" + i);
        }
        assertThat(variables.value(99)).isEqualTo("v99");
        refused(431, "maxVariables", () -> variables.add("ONE_MORE", ""));
    }

    @Test
    void theLengthOfAValueIsLimited() {
        limits.setMaxValueBytes(300);
        variables.add("X", "v".repeat(300));
        refused(431, "maxValueBytes", () -> variables.add("LONG", "v".repeat(301)));
    }

    @Test
    void f28NoNameIsEmptyOrHoldsAnEqualsSign() {
        refused(400, "empty name", () -> variables.add("", "v"));
        for (int i = 0; i < 20; i++) {
            String before = "A".repeat(i);
            refused(400, "equals sign", () -> variables.add(before + "=", "v"));
            refused(400, "equals sign", () -> variables.add(before + "=BCDEFGHIJKLMNO", "v"));
        }
    }

    @Test
    void r29NoNulGetsThrough() {
        refused(400, "N\\x00M", () -> variables.add("N\0M", "v"));
        for (int i = 0; i < 20; i++) {
            String value = "v".repeat(i) + "\0" + "\u0080\u00ff\u0001".repeat(4);
            refused(400, "holds a NUL", () -> variables.add("N", value));
        }
        variables.add("N", "\u0001\u0080\u00ff".repeat(8));
        assertThat(variables.count()).isEqualTo(1);
    }

    @Test
    void r31ReasonsHoldNoBareBytesOfThePeer() {
        refused(400, "A=\\x0d\\x0a\\xff\\x5c", () -> variables.add("A=\r\n\u00ff\\", "v"));
        refused(400, "...", () -> variables.add("=".repeat(1000), "v"));
    }

    @Test
    void nothingOutsideTheBlockIsAVariable() {
        variables.append(ByteBuffer.allocate(8));
        assertThatThrownBy(() -> variables.add(0, 9, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> variables.add(0, 1, 4, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aLargeBlockIsLetGoAndAnOrdinaryOneKept() {
        variables.append(ByteBuffer.allocate(16 * 1024));
        byte[] ordinary = variables.block();
        variables.clear();
        assertThat(variables.block()).isSameAs(ordinary);
        assertThat(variables.length()).isZero();
        variables.append(ByteBuffer.allocate(16 * 1024 + 1));
        variables.clear();
        assertThat(variables.block().length).isLessThan(4096);
    }

    private static void refused(int status, String reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(GatewayException.class, e -> {
                    assertThat(e.status()).isEqualTo(status);
                    assertThat(e.disposition()).isEqualTo(Disposition.KEEP);
                })
                .hasMessageContaining(reason);
    }
}
