package org.gangway.cgi;

import org.gangway.request.internal.Authority;
import org.gangway.request.internal.Numbers;
import org.gangway.request.internal.RequestTarget;

/**
 * Scheme, host and port that the client asked for: the authority of an absolute target, else the header field Host,
 * else SERVER_NAME and SERVER_PORT. What is empty or can't be used counts as absent.
 */
final class CgiOrigin {
    private static final String[] YES = {"on", "1", "true", "yes"};

    private final Authority authority = new Authority();
    private boolean secure;
    private String host;
    private int port;

    boolean secure() {
        return secure;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Takes the value of a header field Host, and returns how many of its bytes count: none if it can't be used. */
    int readHost(byte[] block, int offset, int length) {
        int taken = authority.read(block, offset, length);
        if (taken > 0) {
            host = authority.host();
            port = authority.port();
        }
        return taken;
    }

    /**
     * Looks at a request whose header fields Host were read before.
     *
     * @return how many bytes of the target's authority count: none if it has none or it can't be used
     */
    int map(CgiVariables variables, VariableIndex index, RequestTarget target) {
        secure = isAny(variables, index.at(Variable.HTTPS), YES)
                || isAny(variables, index.at(Variable.REQUEST_SCHEME), "https");
        int taken = readHost(variables.block(), target.authorityOffset(), target.authorityLength());
        if (host == null) {
            readServerName(variables, index);
        }
        if (port == (secure ? 443 : 80)) {
            port = -1;
        }
        return taken;
    }

    void clear() {
        secure = false;
        host = null;
        port = -1;
    }

    /** HAProxy sends SERVER_NAME with a port, nginx may send a pattern: what is no host counts as absent. */
    private void readServerName(CgiVariables variables, VariableIndex index) {
        int i = index.at(Variable.SERVER_NAME);
        if (i < 0
                || !authority.parseServerName(variables.block(), variables.valueOffset(i), variables.valueLength(i))) {
            return;
        }
        host = authority.host();
        int portIndex = index.at(Variable.SERVER_PORT);
        if (portIndex >= 0) {
            int number =
                    Numbers.port(variables.block(), variables.valueOffset(portIndex), variables.valueLength(portIndex));
            port = number > 0 ? number : -1;
        }
    }

    /** Whether a variable has one of some values, written in any case. */
    private static boolean isAny(CgiVariables variables, int i, String... values) {
        if (i < 0) {
            return false;
        }
        int length = variables.valueLength(i);
        for (String value : values) {
            if (value.length() == length && isSame(variables.block(), variables.valueOffset(i), value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(byte[] block, int offset, String value) {
        for (int i = 0; i < value.length(); i++) {
            int b = block[offset + i];
            int lower = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
            if (lower != value.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
