package org.gangway.launcher;

import java.util.EnumMap;
import java.util.Map;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.Limit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say how much a connection or a request may bring and how long it may take, one for each {@link Limit}. */
final class LimitOptions {
    private static final long SECOND = 1000;
    private static final long HOUR = 3600 * SECOND;

    private final Map<Limit, OptionSpec> options = new EnumMap<>(Limit.class);

    /**
     * Adds the options to a command.
     *
     * @param command what has them
     */
    void addTo(CommandSpec command) {
        for (Limit limit : Limit.values()) {
            options.put(limit, option(limit));
            command.addOption(options.get(limit));
        }
    }

    private static OptionSpec option(Limit limit) {
        OptionSpec.Builder option = OptionSpec.builder(limit.option())
                .paramLabel("N")
                .type(Long.class)
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
        for (Map.Entry<Limit, OptionSpec> option : options.entrySet()) {
            Long value = option.getValue().getValue();
            if (value == null) {
                continue;
            }
            try {
                option.getKey().check(value);
            } catch (IllegalArgumentException e) {
                throw UserError.usage(inItsWords(option.getKey(), e.getMessage()));
            }
            values.put(option.getKey(), value);
        }
        return values;
    }
}
