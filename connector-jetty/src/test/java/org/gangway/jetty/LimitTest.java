package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.gangway.jetty.jmx.GatewayConnectionFactoryMBean;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of limits against the beans that have them. */
class LimitTest {
    private static final List<GatewayConnectionFactory> FACTORIES = List.of(
            new FastCgiConnectionFactory(),
            new ScgiConnectionFactory(),
            new AjpConnectionFactory(),
            new Http1ConnectionFactory());

    private static GatewayConnectionFactory owner(Limit limit) {
        return FACTORIES.stream().filter(limit::isOf).findFirst().orElseThrow();
    }

    @Test
    void everyNumberThatCanBeSetIsInTheTable() {
        List<String> properties =
                Arrays.stream(Limit.values()).map(Limit::property).toList();

        assertThat(Stream.of(FastCgiConnectionFactory.class, GatewayConnectionFactory.class, RequestLimits.class)
                        .flatMap(bean -> Arrays.stream(bean.getDeclaredMethods()))
                        .filter(method -> method.getName().startsWith("set"))
                        .filter(method -> method.getParameterTypes()[0] == int.class
                                || method.getParameterTypes()[0] == long.class)
                        .map(method -> Character.toLowerCase(method.getName().charAt(3))
                                + method.getName().substring(4)))
                .containsExactlyInAnyOrderElementsOf(properties);
    }

    @ParameterizedTest
    @EnumSource
    void defaultIsThatOfTheFactory(Limit limit) {
        for (GatewayConnectionFactory factory : FACTORIES) {
            if (limit.isOf(factory)) {
                boolean none = limit == Limit.KEEP_ALIVE_TIMEOUT && factory instanceof AjpConnectionFactory;
                assertThat(limit.get(factory)).isEqualTo(none ? 0 : limit.defaultValue());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leastAndMostCanBeSet(Limit limit) {
        GatewayConnectionFactory factory = owner(limit);
        long before = limit.get(factory);

        limit.set(factory, limit.least());
        assertThat(limit.get(factory)).isEqualTo(limit.least());
        limit.set(factory, limit.most() - 1);
        assertThat(limit.get(factory)).isEqualTo(limit.most() - 1);
        limit.set(factory, before);
    }

    @ParameterizedTest
    @EnumSource
    void lessThanTheLeastIsRefused(Limit limit) {
        assertThatThrownBy(() -> limit.set(owner(limit), limit.least() - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(limit.property() + " is " + (limit.least() - 1) + "; it must be ");
    }

    /** They are in a module that doesn't know the table. */
    @ParameterizedTest
    @EnumSource
    void requestLimitsRefuseTheSame(Limit limit) throws Exception {
        if (limit.bean() == RequestLimits.class) {
            Method setter = RequestLimits.class.getMethod(accessor("set", limit), int.class);

            assertThatThrownBy(() -> setter.invoke(new RequestLimits(), (int) limit.least() - 1))
                    .cause()
                    .hasMessage(
                            limit.property() + " is " + (limit.least() - 1) + "; it must be at least " + limit.least());
        }
    }

    @Test
    void moreThanTheMostIsRefused() {
        assertThatThrownBy(() -> Limit.MAX_RESPONSE_HEAD_BYTES.check(65_001))
                .hasMessage("maxResponseHeadBytes is 65001; it must be 512 to 65000");
        assertThatThrownBy(() -> Limit.MAX_HEADERS.check(1L << 31))
                .hasMessage("maxHeaders is 2147483648; it must be at most 2147483647");
    }

    @ParameterizedTest
    @EnumSource
    void jmxShowsIt(Limit limit) throws Exception {
        Class<?> shown = limit.bean() == RequestLimits.class ? GatewayConnectionFactoryMBean.class : limit.bean();
        Method getter = shown.getMethod(accessor("get", limit));

        assertThat(getter.getAnnotation(ManagedAttribute.class)).isNotNull();
    }

    private static String accessor(String verb, Limit limit) {
        return verb
                + limit.property().substring(0, 1).toUpperCase(Locale.ROOT)
                + limit.property().substring(1);
    }
}
