package org.gangway.launcher;

import java.util.EnumMap;
import java.util.Map;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.Limit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say how much a connection or a request may bring and how long it may take, one for each {@link Limit}. */
final class LimitOptions {
    private static final long SECOND = 1000;
    private static final long HOUR = 3600 * SECOND;

    private final Map<Limit, Long> given = new EnumMap<>(Limit.class);

    /**
     * Adds the options to a command.
     *
     * @param command what has them
     */
    void addTo(CommandSpec command) {
        for (Limit limit : Limit.values()) {
            command.addOption(option(limit));
        }
    }

    /**
     * Takes what was given.
     *
     * @param limit the limit
     * @param value its value, or null for none
     */
    void set(Limit limit, Long value) {
        if (value == null) {
            given.remove(limit);
        } else {
            given.put(limit, value);
        }
    }

    /**
     * Reads a value as a user writes it.
     *
     * @param limit the limit
     * @param text a number, or a time with its unit
     * @return the value, in the unit of the limit
     * @throws IllegalArgumentException if it is none
     */
    static long read(Limit limit, String text) {
        return limit.unit() == Limit.Unit.MILLISECONDS ? TimeText.parse(text).toMillis() : Long.parseLong(text);
    }

    private OptionSpec option(Limit limit) {
        OptionSpec.Builder option = OptionSpec.builder(limit.option())
                .paramLabel("N")
                .type(Long.class)
                .getter(new Binding(limit))
                .setter(new Binding(limit))
                .description((limit.bean() == FastCgiConnectionFactory.class ? "FastCGI: " : "") + limit.meaning()
                        + " (default: " + defaultValue(limit) + ").");
        if (limit.unit() == Limit.Unit.MILLISECONDS) {
            ServerOptions.TimeConverter times = new ServerOptions.TimeConverter();
            option.paramLabel("TIME").converters(text -> times.convert(text).toMillis());
        }
        return option.build();
    }

    /** As a user would write it. */
    private static String defaultValue(Limit limit) {
        long value = limit.defaultValue();
        if (limit.unit() != Limit.Unit.MILLISECONDS) {
            return String.valueOf(value);
        }
        String time = value % HOUR == 0 ? value / HOUR + "h" : value / SECOND + "s";
        return limit == Limit.KEEP_ALIVE_TIMEOUT ? time + ", over AJP none" : time;
    }

    /** The property has another name, and no unit. */
    private static String inItsWords(Limit limit, String message) {
        return message.replace(limit.property() + " is ", limit.option() + " is ")
                + (limit.unit() == Limit.Unit.MILLISECONDS ? " ms" : "");
    }

    /**
     * The limits that were given.
     *
     * @return each with its value
     * @throws UserError if one is out of range
     */
    Map<Limit, Long> values() throws UserError {
        Map<Limit, Long> values = new EnumMap<>(Limit.class);
        for (Map.Entry<Limit, Long> limit : given.entrySet()) {
            try {
                limit.getKey().check(limit.getValue());
            } catch (IllegalArgumentException e) {
                throw UserError.usage(inItsWords(limit.getKey(), e.getMessage()));
            }
            values.put(limit.getKey(), limit.getValue());
        }
        return values;
    }

    /** What picocli reads and writes. */
    private final class Binding implements IGetter, ISetter {
        private final Limit limit;

        Binding(Limit limit) {
            this.limit = limit;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T> T get() {
            return (T) given.get(limit);
        }

        @Override
        public <T> T set(T value) {
            LimitOptions.this.set(limit, (Long) value);
            return value;
        }
    }
}
