package org.gangway.cgi;

import org.gangway.request.internal.AsciiText;

/** Whether the client came over https: HTTPS or REQUEST_SCHEME says it, in the words of one web server or the other. */
final class CgiScheme {
    private static final String[] YES = {"on", "1", "true", "yes"};

    private CgiScheme() {}

    static boolean isHttps(CgiVariables variables, VariableIndex index) {
        return isAny(variables, index.at(Variable.HTTPS), YES)
                || isAny(variables, index.at(Variable.REQUEST_SCHEME), "https");
    }

    /** Whether a variable has one of some values, written in any case. */
    private static boolean isAny(CgiVariables variables, int i, String... values) {
        if (i < 0) {
            return false;
        }
        for (String value : values) {
            if (AsciiText.isAnyCase(variables.block(), variables.valueOffset(i), variables.valueLength(i), value)) {
                return true;
            }
        }
        return false;
    }
}
