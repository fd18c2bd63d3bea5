package org.gangway.jetty;

import java.util.Locale;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.gangway.request.RequestLimits;

/**
 * All limits and times of the connection factories that are numbers: name, unit, default, range and meaning.
 *
 * <p>The command line's options are made from it, and so is what a Jetty base sets (properties and Jetty XML). A test
 * compares the modules' ini templates, their XML files and the manual with it.
 */
public enum Limit {
    /** Of a connection between two requests. */
    KEEP_ALIVE_TIMEOUT(
            Unit.MILLISECONDS,
            3_600_000,
            0,
            "Close a connection that rested for so long between two requests, longer than the web server keeps its side;"
                    + " 0 for no limit",
            "the idle connection is closed",
            Property.number(Limit::getKeepAlive, Limit::setKeepAlive).except(ScgiConnectionFactory.class)),
    /** Of a request's head. */
    HEAD_TIMEOUT(
            Unit.MILLISECONDS,
            15_000,
            1,
            "How long the head of a request may take, from its first byte to its last",
            "408",
            Property.number(GatewayConnectionFactory::getHeadTimeout, GatewayConnectionFactory::setHeadTimeout)),
    /** Of input that nobody reads. */
    LINGER_TIMEOUT(
            Unit.MILLISECONDS,
            2_000,
            0,
            "How long unread input is waited for before a connection is closed",
            "the connection is closed: so long after its last response what still comes is read and dropped",
            Property.number(GatewayConnectionFactory::getLingerTimeout, GatewayConnectionFactory::setLingerTimeout)
                    .except(Http1ConnectionFactory.class)),
    /** Of a connector. */
    MAX_CONNECTIONS(
            Unit.COUNT,
            16 * 1024,
            1,
            "The most connections at a time",
            "503",
            Property.integer(GatewayConnectionFactory::getMaxConnections, GatewayConnectionFactory::setMaxConnections)),
    /** Of a FastCGI connection. */
    MAX_REQUESTS_PER_CONNECTION(
            Unit.COUNT,
            64,
            1,
            "The most requests at a time on one connection that the web server multiplexes",
            "503 (multiplexing is FastCGI's)",
            Property.fastCgiInteger(
                    FastCgiConnectionFactory::getMaxRequestsPerConnection,
                    FastCgiConnectionFactory::setMaxRequestsPerConnection)),
    /** Of a FastCGI connection's answers to management records. */
    MAX_ANSWER_BYTES(
            Unit.BYTES,
            64 * 1024,
            1024,
            "The most bytes of answers to management records, and to requests that aren't begun, that wait for the web"
                    + " server to read",
            "the connection is closed: the web server sends on, and reads no answers",
            Property.fastCgiInteger(
                    FastCgiConnectionFactory::getMaxAnswerBytes, FastCgiConnectionFactory::setMaxAnswerBytes)),
    /** Of the bodies on a FastCGI connection. */
    MAX_BUFFERED_BYTES(
            Unit.BYTES,
            1024 * 1024,
            1,
            "The most bytes of bodies that wait for the application to read, on one connection",
            "nothing more is read from the connection until one of its requests reads: so much of unread bodies is kept"
                    + " (no line in the log); with so much of incomplete heads it is closed",
            Property.fastCgiNumber(
                    FastCgiConnectionFactory::getMaxBufferedBytes, FastCgiConnectionFactory::setMaxBufferedBytes)),
    /** Of the bodies on all FastCGI connections of a connector. */
    MAX_BUFFERED_BYTES_OF_CONNECTOR(
            Unit.BYTES,
            64 * 1024 * 1024,
            1,
            "The most bytes of bodies that wait for the application to read, on all connections",
            "a connection that holds more than 64 KiB is closed when it brings more, beyond twice as much each one with"
                    + " more than 4 KiB: so much of unread bodies and incomplete heads is kept for all connections",
            Property.fastCgiNumber(
                    FastCgiConnectionFactory::getMaxBufferedBytesOfConnector,
                    FastCgiConnectionFactory::setMaxBufferedBytesOfConnector)),
    /** Of a request without its body. */
    MAX_VARIABLES_BYTES(
            Unit.BYTES,
            256 * 1024,
            1024,
            "The most bytes of all variables of a request, header fields and AJP's attributes included",
            "431",
            Property.ofRequest(RequestLimits::getMaxVariablesBytes, RequestLimits::setMaxVariablesBytes)),
    /** Of a request. */
    MAX_VARIABLES(
            Unit.COUNT,
            512,
            16,
            "The most variables of a request, header fields and AJP's attributes included",
            "431",
            Property.ofRequest(RequestLimits::getMaxVariables, RequestLimits::setMaxVariables)),
    /** Of a variable. */
    MAX_VALUE_BYTES(
            Unit.BYTES,
            64 * 1024,
            256,
            "The most bytes of the value of one variable",
            "431",
            Property.ofRequest(RequestLimits::getMaxValueBytes, RequestLimits::setMaxValueBytes)),
    /** Of a request's header. */
    MAX_HEADER_BYTES(
            Unit.BYTES,
            64 * 1024,
            256,
            "The most bytes of all header fields",
            "431",
            Property.ofRequest(RequestLimits::getMaxHeaderBytes, RequestLimits::setMaxHeaderBytes)),
    /** Of a request's header. */
    MAX_HEADERS(
            Unit.COUNT,
            200,
            1,
            "The most header fields",
            "431",
            Property.ofRequest(RequestLimits::getMaxHeaders, RequestLimits::setMaxHeaders)),
    /** Of a request's first line. */
    MAX_TARGET_BYTES(
            Unit.BYTES,
            16 * 1024,
            64,
            "The most bytes of path and query",
            "414",
            Property.ofRequest(RequestLimits::getMaxTargetBytes, RequestLimits::setMaxTargetBytes)),
    /** Of a response, but over AJP, where a packet is the limit. */
    MAX_RESPONSE_HEAD_BYTES(
            Unit.BYTES,
            32 * 1024,
            512,
            "The most bytes of a response head, of which nginx takes 4096 (fastcgi_buffer_size, scgi_buffer_size) and"
                    + " Apache 8192 unless told otherwise",
            "500 instead of the response",
            Property.integer(
                            GatewayConnectionFactory::getMaxResponseHeadBytes,
                            GatewayConnectionFactory::setMaxResponseHeadBytes)
                    .upTo(65_000)
                    .except(AjpConnectionFactory.class)),
    /** Of a request body that the application leaves. */
    MAX_DRAIN_BYTES(
            Unit.BYTES,
            16 * 1024 * 1024,
            0,
            "The most bytes of an unread request body that are read and dropped before the connection is used again or"
                    + " closed",
            "the connection is closed when its answers are out: so much of unread bodies is dropped on a connection"
                    + " that is kept",
            Property.number(GatewayConnectionFactory::getMaxDrainBytes, GatewayConnectionFactory::setMaxDrainBytes)
                    .except(Http1ConnectionFactory.class));

    private final Unit unit;
    private final long standard;
    private final long least;
    private final String meaning;
    private final String beyond;

    @SuppressWarnings("ImmutableEnumChecker") // it has functions without a state
    private final Property<?> property;

    Limit(Unit unit, long standard, long least, String meaning, String beyond, Property<?> property) {
        this.unit = unit;
        this.standard = standard;
        this.least = least;
        this.meaning = meaning;
        this.beyond = beyond;
        this.property = property;
    }

    /** What is counted. */
    public enum Unit {
        /** Things. */
        COUNT,
        /** Bytes. */
        BYTES,
        /** Milliseconds. */
        MILLISECONDS
    }

    /**
     * @return the name of the property, such as {@code maxHeaders}
     */
    public String property() {
        StringBuilder words = new StringBuilder();
        for (String word : name().split("_", -1)) {
            String rest = word.substring(1).toLowerCase(Locale.ROOT);
            words.append(words.isEmpty() ? word.substring(0, 1).toLowerCase(Locale.ROOT) : word.substring(0, 1))
                    .append(rest);
        }
        return words.toString();
    }

    /**
     * @return the name of the option, such as {@code --max-headers}
     */
    public String option() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @return what is counted
     */
    public Unit unit() {
        return unit;
    }

    /**
     * @return what holds unless something else is set; over AJP {@link #KEEP_ALIVE_TIMEOUT} is 0
     */
    public long defaultValue() {
        return standard;
    }

    /**
     * @return the least value
     */
    public long least() {
        return least;
    }

    /**
     * @return the greatest value
     */
    public long most() {
        return property.most;
    }

    /**
     * @return what it is, for the manual, with the range if that isn't a matter of course; no full stop
     */
    public String meaning() {
        if (isBounded()) {
            return meaning + "; " + least + " to " + most();
        }
        return least > 1 ? meaning + "; at least " + least : meaning;
    }

    /**
     * @return what happens beyond it, for the manual
     */
    public String beyond() {
        return beyond;
    }

    /**
     * @return the class that has the property: {@link RequestLimits} or a connection factory
     */
    public Class<?> bean() {
        return property.bean;
    }

    /**
     * @param factory a connection factory
     * @return whether it has this limit
     */
    public boolean isOf(GatewayConnectionFactory factory) {
        return property.has(factory);
    }

    /**
     * @param factory a connection factory that has this limit
     * @return its value
     */
    public long get(GatewayConnectionFactory factory) {
        return property.getter.applyAsLong(factory);
    }

    /**
     * @param factory a connection factory that has this limit
     * @param value the value to set
     * @throws IllegalArgumentException if it is out of range; the message is one line that names the property
     */
    public void set(GatewayConnectionFactory factory, long value) {
        check(value);
        property.setter.accept(factory, value);
    }

    /**
     * @param value a value that might be set
     * @throws IllegalArgumentException if it is out of range; the message is one line that names the property
     */
    public void check(long value) {
        if (value < least || value > most()) {
            String range = isBounded() ? least + " to " + most() : "at least " + least;
            throw new IllegalArgumentException(property() + " is " + value + "; it must be "
                    + (value > most() && !isBounded() ? "at most " + most() : range));
        }
    }

    private boolean isBounded() {
        return most() != Integer.MAX_VALUE && most() != Long.MAX_VALUE;
    }

    private static long getKeepAlive(GatewayConnectionFactory factory) {
        long time = factory.getKeepAliveTimeout();
        return time == Long.MAX_VALUE ? 0 : time;
    }

    private static void setKeepAlive(GatewayConnectionFactory factory, long time) {
        factory.setKeepAliveTimeout(time == 0 ? Long.MAX_VALUE : time);
    }

    /** Where the value is kept. */
    private static final class Property<B> {
        private final Class<B> bean;
        private final ToLongFunction<GatewayConnectionFactory> getter;
        private final ObjLongConsumer<GatewayConnectionFactory> setter;
        private final long most;
        private final Class<?> exception;

        private Property(
                Class<B> bean,
                ToLongFunction<GatewayConnectionFactory> getter,
                ObjLongConsumer<GatewayConnectionFactory> setter,
                long most,
                Class<?> exception) {
            this.bean = bean;
            this.getter = getter;
            this.setter = setter;
            this.most = most;
            this.exception = exception;
        }

        static Property<GatewayConnectionFactory> number(
                ToLongFunction<GatewayConnectionFactory> getter, ObjLongConsumer<GatewayConnectionFactory> setter) {
            return new Property<>(GatewayConnectionFactory.class, getter, setter, Long.MAX_VALUE, Void.class);
        }

        static Property<GatewayConnectionFactory> integer(
                ToLongFunction<GatewayConnectionFactory> getter, ObjIntConsumer<GatewayConnectionFactory> setter) {
            return number(getter, (factory, value) -> setter.accept(factory, (int) value))
                    .upTo(Integer.MAX_VALUE);
        }

        static Property<FastCgiConnectionFactory> fastCgiNumber(
                ToLongFunction<FastCgiConnectionFactory> getter, ObjLongConsumer<FastCgiConnectionFactory> setter) {
            return new Property<>(
                    FastCgiConnectionFactory.class,
                    factory -> getter.applyAsLong((FastCgiConnectionFactory) factory),
                    (factory, value) -> setter.accept((FastCgiConnectionFactory) factory, value),
                    Long.MAX_VALUE,
                    Void.class);
        }

        static Property<FastCgiConnectionFactory> fastCgiInteger(
                ToLongFunction<FastCgiConnectionFactory> getter, ObjIntConsumer<FastCgiConnectionFactory> setter) {
            return fastCgiNumber(getter, (factory, value) -> setter.accept(factory, (int) value))
                    .upTo(Integer.MAX_VALUE);
        }

        static Property<RequestLimits> ofRequest(
                ToLongFunction<RequestLimits> getter, ObjIntConsumer<RequestLimits> setter) {
            return new Property<>(
                    RequestLimits.class,
                    factory -> getter.applyAsLong(factory.getRequestLimits()),
                    (factory, value) -> setter.accept(factory.getRequestLimits(), (int) value),
                    Integer.MAX_VALUE,
                    Void.class);
        }

        Property<B> upTo(long greatest) {
            return new Property<>(bean, getter, setter, greatest, exception);
        }

        Property<B> except(Class<? extends GatewayConnectionFactory> protocol) {
            return new Property<>(bean, getter, setter, most, protocol);
        }

        boolean has(GatewayConnectionFactory factory) {
            return (bean == RequestLimits.class || bean.isInstance(factory)) && !exception.isInstance(factory);
        }
    }
}
