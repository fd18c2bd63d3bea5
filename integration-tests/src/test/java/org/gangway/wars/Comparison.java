package org.gangway.wars;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Compares what came through a web server with what Jetty's own HTTP connector gave for the same script. */
final class Comparison {
    /** Stands for a header that isn't there. */
    static final String NONE = "(none)";

    /** What every server says for itself, and the framing of HTTP/1.1. */
    private static final Set<String> NOT_COMPARED =
            Set.of("date", "server", "connection", "keep-alive", "transfer-encoding");

    private static final Pattern MEMBER = Pattern.compile("[<{},\\[\\]\\s]+");

    private static final Pattern ETAG = Pattern.compile("(W/)?\"[^\"]*\"");

    /** Of a body with as many lines as the baseline's, so many that differ are told; else the first one. */
    private static final int MOST_LINES = 20;

    /** How many characters before the first that differs are told. */
    private static final int CONTEXT = 80;

    private final String war;
    private final String host;
    private final Front front;
    private final List<Difference> differences = new ArrayList<>();
    private int links;

    Comparison(String war, String host, Front front) {
        this.war = war;
        this.host = host;
        this.front = front;
    }

    /** Compares two runs of one script. */
    List<Difference> compare(Visit baseline, Visit candidate) {
        Map<String, Visit.Recorded> answers = new LinkedHashMap<>();
        candidate
                .transcript()
                .forEach(recorded -> answers.put(recorded.exchange().key(), recorded));
        for (Visit.Recorded recorded : baseline.transcript()) {
            Exchange expected = recorded.exchange();
            Visit.Recorded other = answers.remove(expected.key());
            if (other == null) {
                add(expected, "missing", "asked", "not asked: the page before had no such link");
            } else {
                compare(recorded, baseline, other.exchange(), candidate);
            }
        }
        answers.values().forEach(more -> add(more.exchange(), "missing", "not asked", "asked"));
        return differences;
    }

    /** How many links, redirects and cookies were looked at for whether they leave the mount point. */
    int links() {
        return links;
    }

    private void compare(Visit.Recorded recorded, Visit baseline, Exchange candidate, Visit visit) {
        Exchange expected = recorded.exchange();
        if (expected.status() != candidate.status()) {
            add(
                    expected,
                    "status",
                    String.valueOf(expected.status()),
                    candidate.status() + (candidate.status() == 0 ? ' ' + candidate.text() : ""));
        }
        compareHeaders(recorded, baseline.normal(), candidate, visit.normal());
        if (!recorded.ignored().contains("body")) {
            compareBodies(recorded, baseline.normal(), candidate, visit.normal());
        }
        Set<String> leaving = leaving(candidate, visit);
        leaving.removeAll(leaving(expected, baseline));
        leaving.forEach(link -> add(expected, "leaves", front.mount(), link));
    }

    private void compareHeaders(Visit.Recorded recorded, Normal normal, Exchange candidate, Normal candidateNormal) {
        Exchange expected = recorded.exchange();
        Map<String, String> before = headers(expected, normal);
        Map<String, String> after = headers(candidate, candidateNormal);
        Set<String> names = new HashSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeAll(NOT_COMPARED);
        recorded.ignored().forEach(name -> names.remove(name.toLowerCase(Locale.ROOT)));
        for (String name : names.stream().sorted().toList()) {
            String one = before.getOrDefault(name, NONE);
            String two = after.getOrDefault(name, NONE);
            if (!one.equals(two)) {
                add(expected, name, one, two);
            }
        }
    }

    /** Header values by lower-case name. Several fields of a name are one list, as HTTP has it, but for cookies. */
    private static Map<String, String> headers(Exchange exchange, Normal normal) {
        Map<String, String> headers = new TreeMap<>();
        for (String line : exchange.headers()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = normal.of(line.substring(colon + 1).strip());
            if (name.equals("content-length") && value.equals(String.valueOf(exchange.body().length))) {
                value = "(the body's)";
            } else if (name.equals("etag")) {
                value = ETAG.matcher(value).replaceAll("$1\"etag\"");
            }
            headers.merge(name, value, name.equals("set-cookie") ? (a, b) -> a + '\n' + b : (a, b) -> a + ", " + b);
        }
        return headers;
    }

    private void compareBodies(Visit.Recorded recorded, Normal normal, Exchange candidate, Normal candidateNormal) {
        Exchange expected = recorded.exchange();
        if (!expected.isText() || !candidate.isText()) {
            if (!Arrays.equals(expected.body(), candidate.body())) {
                add(expected, "body", expected.body().length + " bytes", candidate.body().length + " other bytes");
            }
            return;
        }
        boolean ordered = !recorded.ignored().contains("order");
        String[] before = pieces(normal.of(expected.text()), ordered);
        String[] after = pieces(candidateNormal.of(candidate.text()), ordered);
        int found = 0;
        for (int i = 0; i < Math.max(before.length, after.length) && found < MOST_LINES; i++) {
            String one = i < before.length ? before[i] : "(end)";
            String two = i < after.length ? after[i] : "(end)";
            if (!one.equals(two)) {
                int same = 0;
                while (same < Math.min(one.length(), two.length()) && one.charAt(same) == two.charAt(same)) {
                    same++;
                }
                int from = Math.max(0, same - CONTEXT);
                add(expected, "body", one.substring(from), two.substring(from));
                found = before.length == after.length ? found + 1 : MOST_LINES;
            }
        }
    }

    /** The lines of a text; where the order is left to chance, its tags and members, sorted. */
    private static String[] pieces(String text, boolean ordered) {
        if (ordered) {
            return text.split("\n", -1);
        }
        String[] pieces = MEMBER.split(text);
        Arrays.sort(pieces);
        return pieces;
    }

    /** Links, form actions, redirects and cookie paths of an answer that belong to the site, not to the mount. */
    private Set<String> leaving(Exchange exchange, Visit visit) {
        Set<String> leaving = new HashSet<>();
        if (front.mount().isEmpty()) {
            return leaving;
        }
        Site site = visit.site();
        List<String> targets = new ArrayList<>();
        if (exchange.isHtml()) {
            Links.of(exchange, site).forEach(link -> targets.add(link.target()));
        }
        if (exchange.isRedirect()) {
            Links.resolve(site, exchange.target(), exchange.value("Location")).ifPresent(targets::add);
        }
        for (String cookie : exchange.values("Set-Cookie")) {
            for (String part : cookie.split(";", -1)) {
                if (part.strip().toLowerCase(Locale.ROOT).startsWith("path=")) {
                    targets.add(part.strip().substring("path=".length()));
                }
            }
        }
        links += targets.size();
        targets.stream()
                .filter(target -> !site.has(target))
                .map(visit.normal()::of)
                .forEach(leaving::add);
        return leaving;
    }

    private void add(Exchange exchange, String what, String baseline, String candidate) {
        differences.add(new Difference(
                war, host, front, exchange.key(), exchange.method(), exchange.status(), what, baseline, candidate));
    }
}
