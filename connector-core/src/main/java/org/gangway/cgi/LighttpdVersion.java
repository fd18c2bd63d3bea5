package org.gangway.cgi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a lighttpd, by SERVER_SOFTWARE. */
final class LighttpdVersion {
    private static final Pattern LIGHTTPD =
            Pattern.compile("lighttpd/1\\.(\\d{1,4})\\.(\\d{1,4})(\\D.*)?", Pattern.DOTALL);

    private LighttpdVersion() {}

    /**
     * Whether it is a lighttpd that says it is older than a release of 1.4.
     *
     * @param serverSoftware the variable SERVER_SOFTWARE
     * @param release the last part of the version
     */
    static boolean isBefore(String serverSoftware, int release) {
        Matcher lighttpd = LIGHTTPD.matcher(serverSoftware);
        if (!lighttpd.matches()) {
            return false;
        }
        int minor = Integer.parseInt(lighttpd.group(1));
        return minor < 4 || (minor == 4 && Integer.parseInt(lighttpd.group(2)) < release);
    }
}
