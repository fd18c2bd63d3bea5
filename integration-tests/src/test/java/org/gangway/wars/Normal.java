package org.gangway.wars;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces what must differ between two runs of a script by names: addresses, sessions, moments, generated ids. */
final class Normal {
    private static final int SHORTEST_KEPT = 6;
    private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    private static final Map<Pattern, String> ALWAYS = new LinkedHashMap<>();

    static {
        // Jetty's error pages name its version where the connector does, which Gangway's leave to the web server.
        ALWAYS.put(Pattern.compile("<hr/><a href=\"https://jetty.org/\">Powered by Jetty:// [^<]*</a><hr/>\n?"), "");
        ALWAYS.put(Pattern.compile("node0[0-9a-z]{12,45}"), "{{session}}");
        ALWAYS.put(Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "{{uuid}}");
        ALWAYS.put(
                Pattern.compile(DAY + ",? \\d\\d?[ -]" + MONTH + "[ -]\\d{2,4} \\d\\d:\\d\\d:\\d\\d (GMT|UTC)"),
                "{{moment}}");
        ALWAYS.put(Pattern.compile(DAY + ' ' + MONTH + " \\d\\d \\d\\d:\\d\\d:\\d\\d [A-Z]{3,4} \\d{4}"), "{{moment}}");
        ALWAYS.put(
                Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d)?([.,]\\d+)?(Z|[+-]\\d\\d:?\\d\\d)?"),
                "{{moment}}");
        ALWAYS.put(Pattern.compile("\\b1[789]\\d{11}\\b"), "{{millis}}");
    }

    private final Site site;
    private final Map<Pattern, String> replacements;
    private final Map<String, String> kept = new LinkedHashMap<>();

    Normal(Site site, Map<Pattern, String> replacements) {
        this.site = site;
        this.replacements = replacements;
    }

    /** From now on a value stands for its name. */
    void keep(String name, String value) {
        if (value.length() >= SHORTEST_KEPT) {
            kept.put(value, "{{" + name + "}}");
        }
    }

    String of(String text) {
        String result = text;
        result = result.replace(String.valueOf(site.port()), "{{port}}");
        for (Map.Entry<Pattern, String> entry : replacements.entrySet()) {
            result = entry.getKey().matcher(result).replaceAll(entry.getValue());
        }
        for (Map.Entry<Pattern, String> entry : ALWAYS.entrySet()) {
            result = entry.getKey().matcher(result).replaceAll(Matcher.quoteReplacement(entry.getValue()));
        }
        for (Map.Entry<String, String> entry : kept.entrySet()) {
            result = result.replace(entry.getKey(), entry.getValue());
        }
        return result;
    }
}
