package org.gangway.wars;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The links of an HTML page as a browser resolves them. */
final class Links {
    private static final Pattern ATTRIBUTE = Pattern.compile(
            "\\s(href|src|action)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern BASE =
            Pattern.compile("<base\\s[^>]*href\\s*=\\s*[\"']([^\"']*)", Pattern.CASE_INSENSITIVE);

    /**
     * A link.
     *
     * @param attribute href, src or action
     * @param target path and query on the same site, without the fragment
     */
    record Link(String attribute, String target) {}

    private Links() {}

    /** All links of a page that stay on the site, in their order. */
    static List<Link> of(Exchange page, Site site) {
        String html = page.text();
        Matcher base = BASE.matcher(html);
        String from = base.find() ? resolve(site, page.target(), base.group(1)).orElse(page.target()) : page.target();
        List<Link> links = new ArrayList<>();
        Matcher attribute = ATTRIBUTE.matcher(html);
        while (attribute.find()) {
            String value = attribute.group(2) != null
                    ? attribute.group(2)
                    : attribute.group(3) != null ? attribute.group(3) : attribute.group(4);
            String name = attribute.group(1).toLowerCase(java.util.Locale.ROOT);
            resolve(site, from, value).ifPresent(target -> links.add(new Link(name, target)));
        }
        return links;
    }

    /** The path and query that a reference leads to, if it is on the site. */
    static Optional<String> resolve(Site site, String from, String reference) {
        String encoded = encode(reference.strip().replace("&amp;", "&"));
        int fragment = encoded.indexOf('#');
        if (fragment >= 0) {
            encoded = encoded.substring(0, fragment);
        }
        if (encoded.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI base = URI.create(site.origin() + encode(from));
            URI uri = encoded.startsWith("?")
                    ? URI.create(site.origin() + encode(from).replaceAll("\\?.*", "") + encoded)
                    : base.resolve(encoded);
            if (!"http".equals(uri.getScheme()) || !site.authority().equals(uri.getRawAuthority())) {
                return Optional.empty();
            }
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return Optional.of(uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Percent-encodes what a browser encodes. The text holds one character for each byte. */
    private static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || "\"<>`{}|^\\[]".indexOf(c) >= 0) {
                out.append(String.format("%%%02X", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
