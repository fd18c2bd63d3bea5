package org.gangway.jetty.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.gangway.request.GatewayRequest;
import org.gangway.request.HeaderField;
import org.junit.jupiter.api.Test;

class RequestFieldsTest {
    private final HeaderField accept = new HeaderField("Accept", "a/b");
    private final HeaderField alice = new HeaderField("Authorization", "alice");
    private final HeaderField bob = new HeaderField("Authorization", "bob");
    private final HeaderField host = new HeaderField("Host", "www.example.test");
    private final RequestFields fields = new RequestFields();

    private static GatewayRequest request(HeaderField... headers) {
        GatewayRequest request = mock(GatewayRequest.class);
        when(request.headerCount()).thenReturn(headers.length);
        when(request.header(anyInt())).thenAnswer(call -> headers[call.<Integer>getArgument(0)]);
        return request;
    }

    private List<String> values(HeaderField... headers) {
        return fields.of(request(headers)).stream().map(HttpField::getValue).toList();
    }

    @Test
    void theSameFieldsAreUsedAgain() {
        HttpFields first = fields.of(request(accept, alice));
        assertThat(fields.of(request(accept, alice))).isSameAs(first);
        HttpFields second = fields.of(request(accept, bob));
        assertThat(second.getField(0)).isSameAs(first.getField(0));
        assertThat(second.get("Authorization")).isEqualTo("bob");
    }

    @Test
    void moreAndFewerFieldsAreThoseOfTheRequest() {
        assertThat(values(accept)).containsExactly("a/b");
        assertThat(values(accept, alice, host)).containsExactly("a/b", "alice", "www.example.test");
        assertThat(values(accept)).containsExactly("a/b");
        assertThat(values()).isEmpty();
        assertThat(values(accept, alice)).containsExactly("a/b", "alice");
    }

    @Test
    void r9NothingOfAnotherRequestIsLeftAfterOneThatFailed() {
        HeaderField bad = new HeaderField("Host", "www.example.test:port");
        assertThat(values(alice, host)).containsExactly("alice", "www.example.test");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> fields.of(request(bob, bad))).isInstanceOf(RuntimeException.class);
        }
        assertThat(values(bob, host)).containsExactly("bob", "www.example.test");
    }
}
