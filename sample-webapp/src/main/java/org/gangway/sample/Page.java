package org.gangway.sample;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTML page made from the templates in {@code WEB-INF/templates}.
 *
 * <p>In a template {@code {{name}}} is a value, escaped; {@code {{#name}}} the rows of a table; and {@code {{@/path}}} a
 * link into this application: context path in front, session id behind where cookies don't carry it. One instance serves one
 * request.
 */
final class Page {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([#@]?)([^{}]+)}}");

    private final ServletContext context;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> tables = new HashMap<>();

    Page(ServletContext context, HttpServletRequest request, HttpServletResponse response) {
        this.context = context;
        this.request = request;
        this.response = response;
    }

    void set(String name, Object value) {
        values.put(name, Html.escape(value));
    }

    /** A table of names and values; a list gives a value on each line. */
    void table(String name, Map<String, ?> rows) {
        StringBuilder out = new StringBuilder();
        rows.forEach((key, value) -> out.append("<tr><th scope=\"row\">")
                .append(Html.escape(key))
                .append("</th><td>")
                .append(cell(value))
                .append("</td></tr>\n"));
        if (rows.isEmpty()) {
            out.append("<tr><td class=\"none\" colspan=\"2\">none</td></tr>\n");
        }
        tables.put(name, out.toString());
    }

    /** The template inside the layout that all pages share. */
    String render(String template, String title) throws IOException {
        tables.put("body", fill(load(template)));
        set("title", title);
        return fill(load("layout"));
    }

    private static String cell(Object value) {
        if (value == null) {
            return "<span class=\"none\">null</span>";
        }
        if (isEmpty(value)) {
            return "<span class=\"none\">none</span>";
        }
        if (value instanceof Iterable<?> items) {
            StringBuilder out = new StringBuilder();
            items.forEach(item -> out.append("<div>").append(Html.escape(item)).append("</div>"));
            return out.toString();
        }
        String text = Html.escape(value);
        return text.isEmpty() ? "<span class=\"none\">empty</span>" : text;
    }

    private static boolean isEmpty(Object value) {
        return (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof Collection<?> items && items.isEmpty());
    }

    private String fill(String template) {
        Matcher matcher = PLACEHOLDER.matcher(template);
        StringBuilder out = new StringBuilder(template.length() * 2);
        while (matcher.find()) {
            matcher.appendReplacement(out, Matcher.quoteReplacement(value(matcher.group(1), matcher.group(2))));
        }
        return matcher.appendTail(out).toString();
    }

    private String value(String kind, String name) {
        String value =
                switch (kind) {
                    case "@" -> Html.escape(SampleServlet.link(request, response, name));
                    case "#" -> tables.get(name);
                    default -> values.get(name);
                };
        if (value == null) {
            throw new IllegalArgumentException("A template uses '" + name + "', which its servlet doesn't set.");
        }
        return value;
    }

    private String load(String template) throws IOException {
        String path = "/WEB-INF/templates/" + template + ".html";
        try (InputStream in = context.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException(path + " is missing in the WAR.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
