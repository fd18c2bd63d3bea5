package org.gangway.jetty.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.thread.AutoLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the connection is asked for what a reader misses. */
class BodySourceTest {
    private final AutoLock lock = new AutoLock();
    private final InputPump pump = mock(InputPump.class);
    private final Notices notices = mock(Notices.class);
    private final RequestBody body = new RequestBody();
    private BodySource source;

    @BeforeEach
    void begin() {
        GatewayConnection connection = mock(GatewayConnection.class);
        when(connection.lock()).thenReturn(lock);
        when(connection.pump()).thenReturn(pump);
        when(connection.session()).thenReturn(mock(Session.class));
        Exchange exchange = mock(Exchange.class);
        when(exchange.connection()).thenReturn(connection);
        source = new BodySource(exchange, body, notices);
        body.open(-1, null);
        source.begin();
    }

    private void assertPulls(int count) {
        verify(pump, times(count)).pull(any());
        clearInvocations(pump);
    }

    private void arrives() {
        body.add(ByteBuffer.wrap(new byte[] {1}), RetainableByteBuffer.wrap(ByteBuffer.allocate(8)));
    }

    @Test
    void twoReadsInVainAreFollowedByASecondLook() {
        for (int read = 0; read < 2; read++) {
            assertThat(source.read()).isNull();
            assertPulls(2);
        }
        assertThat(source.read()).isNull();
        assertPulls(1);
    }

    @Test
    void secondLooksGoOnAsLongAsOneInTwoFindsSomething() {
        for (int read = 0; read < 3; read++) {
            doNothing().when(pump).pull(body);
            assertThat(source.read()).isNull();
            assertPulls(2);
            doNothing()
                    .doAnswer(call -> {
                        arrives();
                        return null;
                    })
                    .when(pump)
                    .pull(body);
            Content.Chunk chunk = source.read();
            assertThat(chunk.remaining()).isEqualTo(1);
            chunk.release();
            assertPulls(2);
        }
    }

    @Test
    void anotherRequestHasSecondLooksAgain() {
        for (int read = 0; read < 3; read++) {
            source.read();
        }
        clearInvocations(pump);
        source.begin();
        source.read();
        assertPulls(2);
    }

    /** It may be the selector's. */
    @Test
    void threadThatTellsOfInputGivesNoWay() {
        when(notices.isToldHere()).thenReturn(true);
        assertThat(source.read()).isNull();
        assertPulls(1);
    }

    @Test
    void whatIsThereAtTheFirstLookIsEnough() {
        doAnswer(call -> {
                    arrives();
                    return null;
                })
                .when(pump)
                .pull(body);
        source.read().release();
        assertPulls(1);
    }
}
