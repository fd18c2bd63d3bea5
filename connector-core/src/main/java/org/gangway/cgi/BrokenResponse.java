package org.gangway.cgi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A response that has failed half-way, over FastCGI or SCGI. */
public final class BrokenResponse {
    private static final Pattern LIGHTTPD =
            Pattern.compile("lighttpd/1\\.(\\d{1,4})\\.(\\d{1,4})(\\D.*)?", Pattern.DOTALL);

    private BrokenResponse() {}

    /**
     * Whether the connection may break off with the response, for the client to learn of it. lighttpd before 1.4.60 does
     * not survive that: at the key "/" it crashes with all that it is serving, and elsewhere it says 404. There the
     * response has to end as if it were whole.
     *
     * @param serverSoftware the variable SERVER_SOFTWARE, or null if the web server sent none
     * @return false for a lighttpd that says it is older than 1.4.60
     */
    public static boolean isSurvivedBy(String serverSoftware) {
        if (serverSoftware == null) {
            return true;
        }
        Matcher lighttpd = LIGHTTPD.matcher(serverSoftware);
        if (!lighttpd.matches()) {
            return true;
        }
        int minor = Integer.parseInt(lighttpd.group(1));
        return minor > 4 || (minor == 4 && Integer.parseInt(lighttpd.group(2)) >= 60);
    }
}
