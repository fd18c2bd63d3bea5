package org.gangway.wars;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of a script against one site. */
final class Visit {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final int MOST_REDIRECTS = 5;
    private static final int MOST_REPEATS = 50;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Script script;
    private final Site site;
    private final Browser browser;
    private final Normal normal;
    private final Map<String, String> variables = new HashMap<>();
    private final List<Recorded> transcript = new ArrayList<>();

    /**
     * An exchange with what it takes to compare it.
     *
     * @param ignored the headers, or "body", that aren't compared
     * @param expected the status that the script names, or 0
     */
    record Recorded(Exchange exchange, Set<String> ignored, int expected) {}

    /**
     * Prepares a run.
     *
     * @param run tells this run's data from those of others in the same application; always of the same length
     */
    Visit(Script script, Site site, String run) {
        this.script = script;
        this.site = site;
        browser = new Browser(site);
        normal = new Normal(site, script.replacements());
        variables.put("run", run);
        variables.put("origin", site.origin());
        variables.put("base", site.origin() + site.mount());
        variables.put("mount", site.mount());
        normal.keep("run", run);
    }

    Site site() {
        return site;
    }

    Normal normal() {
        return normal;
    }

    List<Recorded> transcript() {
        return transcript;
    }

    Visit run() {
        script.steps().forEach(this::take);
        return this;
    }

    private void take(Step step) {
        if (step.has("forget")) {
            browser.forget();
        }
        String target = fill(step.target());
        if (step.target().startsWith("/")) {
            target = site.mount() + target;
        } else if (target.startsWith("http://")) {
            target = target.substring(site.origin().length());
        }
        byte[] body = step.bodyBytes() > 0
                ? generated(step.bodyBytes())
                : fill(step.body()).getBytes(StandardCharsets.UTF_8);
        List<String> headers = step.headers().stream().map(this::fill).toList();
        Exchange last = record(step, send(step, target, headers, body), true);
        keep(step, last);
        for (int i = 0; step.has("follow") && last.isRedirect() && i < MOST_REDIRECTS; i++) {
            String next =
                    Links.resolve(site, last.target(), last.value("Location")).orElse(null);
            if (next == null) {
                break;
            }
            String key = step.title() + " > redirect " + (i + 1);
            last = record(step, browser.send(key, "GET", next, List.of(), new byte[0], false), false);
            keep(step, last);
        }
        for (Step.Crawl crawl : step.crawls()) {
            crawl(step, last, crawl);
        }
    }

    /** Sends a step's request; one that may be repeated is, until it has the status that the script names. */
    private Exchange send(Step step, String target, List<String> headers, byte[] body) {
        Exchange answer;
        int tries = step.has("repeat") ? MOST_REPEATS : 1;
        do {
            answer = browser.send(step.title(), step.method(), target, headers, body, step.has("chunked"));
            if (step.isAnswered(answer.status())) {
                break;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (--tries > 0);
        return answer;
    }

    private Exchange record(Step step, Exchange exchange, boolean first) {
        int expected = first ? step.status() : 0;
        transcript.add(new Recorded(exchange, new HashSet<>(step.arguments("ignore")), expected));
        return exchange;
    }

    private void keep(Step step, Exchange exchange) {
        for (Step.Keep keep : step.keeps()) {
            String text =
                    keep.source().equals("body") ? exchange.text() : String.join("\n", exchange.values(keep.source()));
            Matcher matcher = keep.pattern().matcher(text);
            if (matcher.find()) {
                String value = matcher.group(1).replace("&amp;", "&");
                variables.put(keep.variable(), value);
                normal.keep(keep.variable(), value);
            }
        }
    }

    private void crawl(Step step, Exchange start, Step.Crawl crawl) {
        record Page(Exchange exchange, int depth) {}
        Set<String> seen = new HashSet<>();
        seen.add(normal.of(start.target()));
        Deque<Page> pages = new ArrayDeque<>();
        pages.add(new Page(start, 0));
        int count = 0;
        while (!pages.isEmpty()) {
            Page page = pages.remove();
            if (page.depth() >= crawl.depth() || !page.exchange().isHtml()) {
                continue;
            }
            for (Links.Link link : Links.of(page.exchange(), site)) {
                String name = normal.of(link.target());
                if (link.attribute().equals("action")
                        || !site.has(link.target())
                        || crawl.skip().matcher(link.target()).find()
                        || count >= crawl.pages()
                        || !seen.add(name)) {
                    continue;
                }
                count++;
                String key = step.title() + " > " + name.substring(site.mount().length());
                Exchange next = browser.send(key, "GET", link.target(), List.of(), new byte[0], false);
                pages.add(new Page(record(step, next, false), page.depth() + 1));
            }
        }
    }

    /** Puts the variables' values in; a variable without a value becomes its name. */
    private String fill(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(variables.getOrDefault(match.group(1), "no-" + match.group(1))));
    }

    private static byte[] generated(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }
}
