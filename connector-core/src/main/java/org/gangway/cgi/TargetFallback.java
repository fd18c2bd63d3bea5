package org.gangway.cgi;

import java.nio.charset.StandardCharsets;
import org.gangway.request.internal.PathText;

/** The path of a request whose web server sends no raw REQUEST_URI: put together again, and encoded. */
final class TargetFallback {
    private static final byte[] CHEROKEE = "Cherokee".getBytes(StandardCharsets.US_ASCII);

    private TargetFallback() {}

    /** The encoded path, or null if the web server sends nothing to make it of. */
    static String path(VariableIndex index) {
        String scriptName = index.text(Variable.SCRIPT_NAME);
        String pathInfo = index.text(Variable.PATH_INFO);
        String path = scriptName.equals(pathInfo) || (CgiMountPoint.isScript(scriptName) && !pathInfo.isEmpty())
                ? pathInfo
                : scriptName + pathInfo;
        if (path.isEmpty()) {
            path = index.text(Variable.DOCUMENT_URI);
        }
        return path.isEmpty() ? null : PathText.encode(path);
    }

    /**
     * The encoded path where REQUEST_URI can't be used although it is there: Cherokee decodes it, path and query in one,
     * so that nobody can tell a question mark or a percent sign of the path from one that the client didn't encode.
     *
     * @return null if REQUEST_URI is raw, or the only word there is
     */
    static String pathInsteadOfDecodedUri(VariableIndex index) {
        if (!index.startsWith(Variable.SERVER_SOFTWARE, CHEROKEE)) {
            return null;
        }
        String scriptName = index.text(Variable.SCRIPT_NAME);
        String pathInfo = index.text(Variable.PATH_INFO);
        String uri = index.text(Variable.REQUEST_URI);
        if (scriptName.endsWith("/") && pathInfo.startsWith("/")) {
            scriptName = scriptName.substring(0, scriptName.length() - 1);
        }
        boolean virtual = CgiMountPoint.isScript(scriptName) && !PathText.isUnder(uri, scriptName);
        String path = virtual && !pathInfo.isEmpty() ? pathInfo : scriptName + pathInfo;
        return path.startsWith("/") && !uri.equals("*") ? PathText.encode(path) : null;
    }
}
