package org.gangway.cgi;

import org.gangway.request.GatewayException;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.internal.FieldUse;
import org.gangway.request.internal.HeaderList;
import org.gangway.request.internal.LastPositions;
import org.gangway.request.internal.Origin;

/** Makes header fields of variables: of HTTP_* (RFC 3875, section 4.1.18), CONTENT_TYPE and CONTENT_LENGTH. */
final class CgiHeaders {
    /** More positions than this aren't remembered. */
    private static final int MOST_POSITIONS = 96;

    private final HeaderList headers;
    private final HeaderPolicy policy;
    private final LastPositions<LastVariable> last = new LastPositions<>(MOST_POSITIONS, LastVariable::new);

    CgiHeaders(HeaderList headers, HeaderPolicy policy) {
        this.headers = headers;
        this.policy = policy;
    }

    /**
     * Parts the variables into those that are known by name, for the index, and header fields, of which Host tells the
     * origin.
     *
     * @throws GatewayException 400 or 431 for header fields that are no good
     */
    void map(CgiVariables variables, VariableIndex index, Origin origin) {
        int count = variables.count();
        for (int i = 0; i < count; i++) {
            LastVariable variable = classified(variables, i);
            if (variable.variable() != null) {
                index.add(variable.variable(), i);
            } else if (variable.use() != null && variable.use() != FieldUse.DROP) {
                add(variable, variables, i, origin);
            }
        }
        addContentType(variables, index);
        addHiddenAuthorization(variables, index);
    }

    /** Adds Content-Length, if the client announced one. */
    void addContentLength(CgiVariables variables, VariableIndex index) {
        add("Content-Length", variables, index.find(Variable.CONTENT_LENGTH));
    }

    void clear() {
        headers.clear();
        last.trim();
    }

    private LastVariable classified(CgiVariables variables, int i) {
        LastVariable variable = last.at(i);
        variable.classify(variables.block(), variables.nameOffset(i), variables.nameLength(i), policy);
        return variable;
    }

    private void add(LastVariable variable, CgiVariables variables, int i, Origin origin) {
        int length = variables.valueLength(i);
        if (variable.use() == FieldUse.HOST) {
            // No web server sends a client's second Host; a second fastcgi_param of nginx is the one meant.
            length = origin.readHost(variables.block(), variables.valueOffset(i), length);
            if (length == 0) {
                return;
            }
        }
        headers.add(variable.use(), variable.field(variables, i, length));
    }

    /** CONTENT_TYPE beats HTTP_CONTENT_TYPE (FastCGI F-49). */
    private void addContentType(CgiVariables variables, VariableIndex index) {
        int type = index.find(Variable.CONTENT_TYPE);
        if (type < 0) {
            type = index.find(Variable.HTTP_CONTENT_TYPE);
        }
        if (type >= 0) {
            add("Content-Type", variables, type);
        }
    }

    /** mod_rewrite can hide a user's credentials. */
    private void addHiddenAuthorization(CgiVariables variables, VariableIndex index) {
        int hidden = index.find(Variable.REDIRECT_HTTP_AUTHORIZATION);
        if (hidden >= 0 && !headers.has("Authorization")) {
            add("Authorization", variables, hidden);
        }
    }

    private void add(String fieldName, CgiVariables variables, int i) {
        headers.add(classified(variables, i).field(fieldName, variables, i));
    }
}
