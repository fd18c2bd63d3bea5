package org.gangway.cgi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;

/** Makes requests for tests: {@code Cgi.get("/x").with("HTTP_HOST", "h").map()}. */
final class Cgi {
    final RequestLimits limits = new RequestLimits();
    private final List<String[]> variables = new ArrayList<>();
    private TrustPolicy trust = TrustPolicy.NONE;
    private ScriptNamePolicy scriptName = ScriptNamePolicy.AUTO;
    private HeaderPolicy headers = HeaderPolicy.DEFAULT;

    static Cgi get(String target) {
        return new Cgi().with("REQUEST_METHOD", "GET").with("REQUEST_URI", target);
    }

    static Cgi post(String target) {
        return new Cgi().with("REQUEST_METHOD", "POST").with("REQUEST_URI", target);
    }

    /** Adds a variable; a null value adds none. Text is sent as UTF-8. */
    Cgi with(String name, String value) {
        if (value != null) {
            variables.add(new String[] {name, latin1(value)});
        }
        return this;
    }

    /** Adds a variable, one byte per character. */
    Cgi withBytes(String name, String value) {
        variables.add(new String[] {name, value});
        return this;
    }

    Cgi scriptName(String policy) {
        scriptName = ScriptNamePolicy.parse(policy);
        return this;
    }

    Cgi headers(HeaderPolicy policy) {
        headers = policy;
        return this;
    }

    Cgi trustUser() {
        trust = new TrustPolicy(RemoteUserPolicy.TRUST, null, List.of(), UTF_8, null, ";");
        return this;
    }

    Cgi trust(TrustPolicy policy) {
        trust = policy;
        return this;
    }

    Cgi attributes(String pattern, String... prefixes) {
        trust = new TrustPolicy(RemoteUserPolicy.IGNORE, Pattern.compile(pattern), List.of(prefixes), UTF_8, null, ";");
        return this;
    }

    CgiRequest request() {
        return new CgiRequest(limits, trust, scriptName, headers);
    }

    CgiVariables variables() {
        CgiVariables made = new CgiVariables(limits);
        variables.forEach(v -> made.add(v[0], v[1]));
        return made;
    }

    CgiRequest map() {
        CgiRequest request = request();
        request.map(variables());
        return request;
    }

    /** The header fields as {@code Name: value}. */
    static List<String> headers(CgiRequest request) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < request.headerCount(); i++) {
            fields.add(request.header(i).name() + ": " + request.header(i).value());
        }
        return fields;
    }

    static Map<String, String> attributes(CgiRequest request) {
        Map<String, String> attributes = new LinkedHashMap<>();
        request.attributeNames().forEach(name -> attributes.put(name, request.attribute(name)));
        return attributes;
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
