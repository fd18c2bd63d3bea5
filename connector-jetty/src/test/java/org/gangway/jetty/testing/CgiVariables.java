package org.gangway.jetty.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/** The variables that a web server sends with a request. */
public final class CgiVariables {
    private CgiVariables() {}

    /**
     * The variables of a request.
     *
     * @param method the method
     * @param uri the path, perhaps with a query
     * @param more see {@link #change}
     * @return the variables, to be changed as one likes
     */
    public static Map<String, String> of(String method, String uri, String... more) {
        Map<String, String> variables = new LinkedHashMap<>();
        int mark = uri.indexOf('?');
        variables.put("REQUEST_METHOD", method);
        variables.put("REQUEST_URI", uri);
        variables.put("QUERY_STRING", mark < 0 ? "" : uri.substring(mark + 1));
        variables.put("SCRIPT_NAME", mark < 0 ? uri : uri.substring(0, mark));
        variables.put("SERVER_PROTOCOL", "HTTP/1.1");
        variables.put("SERVER_NAME", "www.example.test");
        variables.put("SERVER_PORT", "8080");
        variables.put("SERVER_ADDR", "192.0.2.1");
        variables.put("REMOTE_ADDR", "192.0.2.77");
        variables.put("REMOTE_PORT", "54321");
        variables.put("HTTP_HOST", "www.example.test:8080");
        return change(variables, more);
    }

    /**
     * Changes variables.
     *
     * @param variables what is changed
     * @param more names and values by turns; a null value takes the variable away, any other puts it at the end
     * @return the same variables
     */
    public static Map<String, String> change(Map<String, String> variables, String... more) {
        for (int i = 0; i < more.length; i += 2) {
            variables.remove(more[i]);
            if (more[i + 1] != null) {
                variables.put(more[i], more[i + 1]);
            }
        }
        return variables;
    }
}
