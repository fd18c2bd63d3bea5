package org.gangway.cgi;

import org.gangway.request.internal.PathText;

/** The path of a request whose web server sends no REQUEST_URI: put together again, and encoded. */
final class TargetFallback {
    private TargetFallback() {}

    /** The encoded path, or null if the web server sends nothing to make it of. */
    static String path(VariableIndex index) {
        String scriptName = index.text(Variable.SCRIPT_NAME);
        String pathInfo = index.text(Variable.PATH_INFO);
        String path = scriptName.equals(pathInfo) || (MountPoint.isScript(scriptName) && !pathInfo.isEmpty())
                ? pathInfo
                : scriptName + pathInfo;
        if (path.isEmpty()) {
            path = index.text(Variable.DOCUMENT_URI);
        }
        return path.isEmpty() ? null : PathText.encode(path);
    }
}
