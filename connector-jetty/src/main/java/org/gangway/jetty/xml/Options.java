package org.gangway.jetty.xml;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Named texts that become values when a connector is made. What isn't set, or is blank, leaves the default alone. */
final class Options {
    private final String prefix;
    private final Map<String, String> texts = new HashMap<>();

    /**
     * @param prefix what stands before a name in messages
     */
    Options(String prefix) {
        this.prefix = prefix;
    }

    void put(String name, String text) {
        if (text == null || text.isBlank()) {
            texts.remove(name);
        } else {
            texts.put(name, text.strip());
        }
    }

    boolean has(String name) {
        return texts.containsKey(name);
    }

    String text(String name, String otherwise) {
        return texts.getOrDefault(name, otherwise);
    }

    boolean flag(String name, boolean otherwise) {
        String text = texts.get(name);
        if (text == null) {
            return otherwise;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "give true or false");
        };
    }

    int number(String name, int otherwise, int least, int most) {
        return has(name) ? (int) number(name, least, most) : otherwise;
    }

    void number(String name, int least, IntConsumer setter) {
        if (has(name)) {
            int value = (int) number(name, least, Integer.MAX_VALUE);
            set(name, () -> setter.accept(value));
        }
    }

    void longNumber(String name, long least, long most, LongConsumer setter) {
        if (has(name)) {
            long value = number(name, least, most);
            set(name, () -> setter.accept(value));
        }
    }

    void flag(String name, Consumer<Boolean> setter) {
        if (has(name)) {
            boolean value = flag(name, false);
            set(name, () -> setter.accept(value));
        }
    }

    /** Gives a setter what a text means, and puts the name before the message if it means nothing. */
    <T> void parsed(String name, Function<String, T> parser, Consumer<T> setter) {
        if (has(name)) {
            set(name, () -> setter.accept(parser.apply(texts.get(name))));
        }
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        String text = texts.get(name);
        if (text == null) {
            return otherwise;
        }
        StringBuilder known = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
            known.append(known.isEmpty() ? "" : ", ").append(constant.name().toLowerCase(Locale.ROOT));
        }
        throw wrong(name, "give one of " + known);
    }

    /** A regular expression, or null. */
    Pattern pattern(String name) {
        try {
            return has(name) ? Pattern.compile(texts.get(name)) : null;
        } catch (PatternSyntaxException e) {
            throw wrong(
                    name, "it is no regular expression (" + e.getDescription() + "), write it like SSL_.*|GEOIP_.*");
        }
    }

    Charset charset(String name, Charset otherwise) {
        try {
            return has(name) ? Charset.forName(texts.get(name)) : otherwise;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw wrong(name, "give a charset that Java knows, such as UTF-8");
        }
    }

    /**
     * @param remedy what to give instead
     * @return an exception whose message is one line with the property, its value and the remedy
     */
    IllegalArgumentException wrong(String name, String remedy) {
        return new IllegalArgumentException(prefix + name + " is '" + texts.get(name) + "'; " + remedy);
    }

    private void set(String name, Runnable setter) {
        try {
            setter.run();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("it isn't valid");
            // RequestLimits and the factories name the property and its value themselves.
            String line = message.startsWith(name + " is ")
                    ? prefix + message
                    : prefix + name + " is '" + texts.get(name) + "'; " + message;
            throw new IllegalArgumentException(line);
        }
    }

    private long number(String name, long least, long most) {
        String text = texts.get(name);
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same answer as for a number out of range.
        }
        boolean bounded = most != Long.MAX_VALUE && most != Integer.MAX_VALUE;
        throw wrong(name, "give a number " + (bounded ? "from " + least + " to " + most : "from " + least + " on"));
    }
}
