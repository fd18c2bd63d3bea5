package org.gangway.wars;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The differences between a web server with FastCGI and Jetty's own HTTP connector that are as they must be. */
enum ExpectedDifference {
    TRACE(
            "nginx refuses TRACE, and Apache answers it; neither asks the application.",
            difference -> difference.method().equals("TRACE")),
    NOT_MODIFIED(
            "A 304 has no body; Content-Length: 0 beside it, which RFC 9110 (8.6) forbids, is Jetty's and stays out.",
            difference -> difference.status() == 304 && difference.isLost("content-length")),
    MIME_TYPE_BY_NAME(
            "Apache's mod_mime gives an answer without Content-Type the one of the URL's extension.",
            difference -> difference.front().server().equals("Apache")
                    && difference.what().equals("content-type")
                    && difference.baseline().equals(Comparison.NONE)),
    SLASH_ADDED_BY_WEB_SERVER(
            "The mount point without a slash at its end is redirected by Apache's configuration, not by Jetty.",
            difference -> difference.front().server().equals("Apache")
                    && difference.key().endsWith(" > ")
                    && difference.status() == 301),
    CONTENT_TYPE_AS_SENT(
            "Jetty's HTTP parser puts its own spelling of a known Content-Type in the place of the client's"
                    + " (charset=utf-8 for charset=UTF-8); through FastCGI the application sees the client's.",
            difference -> difference.what().equals("body")
                    && difference.baseline().contains("utf-8")
                    && difference.baseline().equals(difference.candidate().replace("UTF-8", "utf-8"))),
    TRAILERS(
            "FastCGI has no place for trailers; without them the answer can have its length.",
            difference ->
                    difference.key().equals("Trailers") && difference.what().equals("content-length")),
    RANGE_ERROR_PAGE(
            "Jetty's own 416 loses its page as soon as any filter wraps the request, over HTTP too, and a mount point that"
                    + " comes with each request needs that; the runner's Jetty 12.1.10 gives the page no length.",
            difference -> difference.status() == 416
                    && (difference.isPerRequest()
                            || (difference.host().equals("runner") && difference.isLost("content-length")))),
    TOMCAT_CLASSES(
            "Debian's examples need a class of Tomcat's for this answer, which the runner's JSP engine brings.",
            difference -> difference.host().equals("runner") && difference.key().startsWith("Headers as JSON")),
    ENCODED_PERCENT(
            "The runner lets a percent sign in a path (%25) pass, as Tomcat does; Jetty's default refuses it.",
            difference -> difference.host().equals("runner") && difference.key().startsWith("An encoded percent")),
    SERVLET_CONTEXT_PATH(
            "A link made from ServletContext.getContextPath(), which can't know the mount point of one request; deploy"
                    + " such a WAR at its context path.",
            difference -> difference.isPerRequest() && difference.key().startsWith("A login that fails")),
    ERROR_PAGE_BEFORE_FILTERS(
            "At a mount point that comes with each request, Jetty's own page for what it refuses before any filter"
                    + " (a login) names the path inside the application.",
            difference -> difference.isPerRequest()
                    && difference.what().equals("body")
                    && difference.baseline().matches("<tr><th>URI:</th><td>.*|\\s*\"url\":\".*")
                    && difference
                            .baseline()
                            .replaceFirst(difference.front().mount(), "")
                            .equals(difference.candidate()));

    private final String reason;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state, which the type doesn't say
    private final Predicate<Difference> matches;

    ExpectedDifference(String reason, Predicate<Difference> matches) {
        this.reason = reason;
        this.matches = matches;
    }

    String reason() {
        return reason;
    }

    static Optional<ExpectedDifference> of(Difference difference) {
        return Stream.of(values())
                .filter(expected -> expected.matches.test(difference))
                .findFirst();
    }
}
