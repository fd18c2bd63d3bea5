package org.gangway.cgi;

import java.util.Arrays;
import org.gangway.cgi.Variable.OnDuplicate;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/** Where the known variables are among the variables of a request. */
final class VariableIndex {
    private final int[] positions = new int[Variable.values().length];
    private CgiVariables variables;
    private boolean uriReplaced;

    void begin(CgiVariables requestVariables) {
        variables = requestVariables;
        uriReplaced = false;
        Arrays.fill(positions, -1);
    }

    void clear() {
        variables = null;
    }

    /** Remembers a variable; of two with the same name the rule of that name says which one counts. */
    void add(Variable variable, int i) {
        int before = at(variable);
        if (before >= 0
                && variables.valueLength(before) > 0
                && variables.valueLength(i) > 0
                && !variables.sameValue(before, i)) {
            if (variable.onDuplicate == OnDuplicate.REFUSE) {
                throw new GatewayException(400, variable + " came twice with different values", Disposition.KEEP);
            }
            uriReplaced |= variable == Variable.REQUEST_URI;
        }
        set(variable, i);
    }

    /** Whether a second REQUEST_URI took the place of the client's: the path that an application is to see. */
    boolean isUriReplaced() {
        return uriReplaced;
    }

    /** The position of a variable, or -1. */
    @SuppressWarnings("EnumOrdinal") // an EnumMap would box on every request
    int at(Variable variable) {
        return positions[variable.ordinal()];
    }

    /** The position of a variable that isn't empty, or -1. */
    int find(Variable variable) {
        int i = at(variable);
        return i >= 0 && variables.valueLength(i) > 0 ? i : -1;
    }

    /** Whether the value begins with some bytes. */
    boolean startsWith(Variable variable, byte[] beginning) {
        int i = at(variable);
        if (i < 0 || variables.valueLength(i) < beginning.length) {
            return false;
        }
        int offset = variables.valueOffset(i);
        return Arrays.equals(variables.block(), offset, offset + beginning.length, beginning, 0, beginning.length);
    }

    /** The value with one character per byte; empty if the variable is absent. */
    String text(Variable variable) {
        int i = at(variable);
        return i < 0 ? "" : variables.value(i);
    }

    @SuppressWarnings("EnumOrdinal") // see at
    private void set(Variable variable, int i) {
        positions[variable.ordinal()] = i;
    }
}
