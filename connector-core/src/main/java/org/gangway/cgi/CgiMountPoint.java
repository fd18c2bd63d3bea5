package org.gangway.cgi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.ScriptNamePolicy.Mode;
import org.gangway.request.internal.PathPrefix;
import org.gangway.request.internal.PathText;
import org.gangway.request.internal.PathText.Form;
import org.gangway.request.internal.RequestTarget;

/**
 * Finds out which part of the path is the mount point, and whether the web server handed on another path.
 *
 * <p>The client's path comes from REQUEST_URI. What the web server hands on is PATH_INFO, else SCRIPT_NAME, else
 * DOCUMENT_URI, all decoded and normalised in its own way, so both sides are decoded and normalised before they are
 * compared:
 * <ol>
 *   <li>SCRIPT_NAME and PATH_INFO together are the client's path: SCRIPT_NAME is the mount point (Apache's Alias,
 *       lighttpd, nginx with fastcgi_split_path_info, HAProxy with path-info).
 *   <li>The client's path ends with what is handed on: what stands before it is the mount point (nginx's rewrite;
 *       nothing where PATH_INFO is the whole path behind a virtual {@code /mysite.fcgi}).
 *   <li>SCRIPT_NAME is the whole path and there is no PATH_INFO: that is no mount point (nginx's stock parameters,
 *       mod_proxy_fcgi, HAProxy without path-info), but see {@link #wholePathIsMount}.
 *   <li>Nothing fits: the web server rewrote the path, and the path that it handed on takes the place of the client's.
 * </ol>
 *
 * <p>Where REQUEST_URI came twice, somebody gave another path on purpose (nginx: {@code fastcgi_param REQUEST_URI
 * /articles$request_uri}). The last one stays the path then, and the mount point is SCRIPT_NAME if it is under that.
 *
 * <p>No length is ever taken from a text that doesn't match (rule R-27).
 */
final class CgiMountPoint {
    private static final byte[] LIGHTTPD = "lighttpd".getBytes(StandardCharsets.US_ASCII);

    private final Mode mode;
    private final String configured;

    private String path;
    private int prefix;
    /** The web server took the prefix off REQUEST_URI, so that it is in SCRIPT_NAME only. */
    private boolean stripped;

    private CgiVariables variables;
    private VariableIndex index;

    CgiMountPoint(ScriptNamePolicy policy) {
        mode = policy.mode();
        configured = PathPrefix.configured(policy);
    }

    /**
     * Looks at one request, and replaces the path of the target where another one counts.
     *
     * @return how many bytes of the path are the mount point
     */
    int find(RequestTarget target, CgiVariables requestVariables, VariableIndex requestIndex) {
        if (target.isAsterisk()) {
            return 0;
        }
        variables = requestVariables;
        index = requestIndex;
        path = null;
        prefix = 0;
        stripped = false;
        try {
            String forced = forced();
            if (findAtOnce(target) && (forced == null || target.isPlainlyUnder(forced))) {
                return forced == null ? prefix : forced.length();
            }
            prefix = 0;
            String raw = target.pathText();
            compare(raw);
            if (forced != null) {
                force(raw, forced);
            } else if (mode != Mode.AUTO) {
                String scriptName = text(Variable.SCRIPT_NAME);
                prefix = stripped || path == null || mode == Mode.NONE ? 0 : prefix;
                path = stripped ? null : path;
                if (mode == Mode.SERVER && path == null && scriptName != null) {
                    prefix = PathPrefix.of(raw, scriptName);
                }
            }
            if (path != null) {
                target.setPath(path);
            }
            return prefix;
        } finally {
            variables = null;
            index = null;
        }
    }

    /** The forced mount point, decoded, or null: what is configured, else what the web server says. */
    private String forced() {
        int i = index.at(Variable.FORCE_SCRIPT_NAME);
        if (mode == Mode.FORCED || mode == Mode.NONE || i < 0) {
            return configured;
        }
        int offset = variables.valueOffset(i);
        return PathPrefix.configured(Arrays.copyOfRange(variables.block(), offset, offset + variables.valueLength(i)));
    }

    /** The everyday cases, without an allocation: the values are, byte by byte, the path. */
    private boolean findAtOnce(RequestTarget target) {
        int scriptName = index.at(Variable.SCRIPT_NAME);
        int pathInfo = index.at(Variable.PATH_INFO);
        int documentUri = index.at(Variable.DOCUMENT_URI);
        boolean noScriptName = scriptName < 0 || variables.valueLength(scriptName) == 0;
        boolean noPathInfo = pathInfo < 0 || variables.valueLength(pathInfo) == 0;
        if (noScriptName) {
            int handedOn = noPathInfo ? documentUri : pathInfo;
            return handedOn < 0 || pathEquals(target, handedOn);
        }
        int length = variables.valueLength(scriptName);
        if (noPathInfo) {
            if (!pathEquals(target, scriptName)) {
                return false;
            }
            prefix = mode == Mode.SERVER || (mode == Mode.AUTO && wholePathIsMount(scriptName)) ? length : 0;
        } else if (pathEquals(target, scriptName) && pathEquals(target, pathInfo)) {
            prefix = mode == Mode.SERVER ? length : 0;
        } else if (length + variables.valueLength(pathInfo) == target.pathLength()
                && pathHas(target, 0, scriptName)
                && pathHas(target, length, pathInfo)
                && target.pathByte(length) == '/') {
            prefix = mode == Mode.NONE ? 0 : length;
        } else {
            return false;
        }
        return prefix == 0 || (target.isPlain() && target.pathByte(prefix - 1) != '/');
    }

    private boolean pathEquals(RequestTarget target, int i) {
        return target.pathLength() == variables.valueLength(i) && pathHas(target, 0, i);
    }

    private boolean pathHas(RequestTarget target, int at, int i) {
        return target.pathHas(at, variables.block(), variables.valueOffset(i), variables.valueLength(i));
    }

    /**
     * Whether SCRIPT_NAME is the mount point although it is the whole path, as for {@code /shop} under the mount
     * point {@code /shop}. A PATH_INFO that is there and empty tells (nginx with fastcgi_split_path_info), lighttpd
     * always splits, and Apache names its Alias in CONTEXT_PREFIX. From all others it can't be told, and then it isn't.
     */
    private boolean wholePathIsMount(int scriptName) {
        if (index.at(Variable.PATH_INFO) >= 0) {
            return true;
        }
        if (index.startsWith(Variable.SERVER_SOFTWARE, LIGHTTPD)) {
            return true;
        }
        int context = index.at(Variable.CONTEXT_PREFIX);
        return context >= 0 && variables.sameValue(context, scriptName);
    }

    /** Compares the client's path with what the web server hands on. */
    private void compare(String raw) {
        String scriptName = text(Variable.SCRIPT_NAME);
        String pathInfo = text(Variable.PATH_INFO);
        String documentUri = text(Variable.DOCUMENT_URI);
        if (scriptName == null && pathInfo == null && documentUri == null) {
            return;
        }
        if (index.isUriReplaced()) {
            boolean split = scriptName != null && pathInfo != null && !scriptName.equals(pathInfo);
            prefix = split ? PathPrefix.of(raw, scriptName) : 0;
            return;
        }
        String joined = scriptName != null && pathInfo != null ? PathText.normalise(scriptName + pathInfo) : null;
        for (Form form : Form.values()) {
            String external = PathText.normalise(PathText.decode(raw, form));
            String rest;
            if (pathInfo != null) {
                boolean together = external.equals(joined) && PathText.isUnder(external, scriptName);
                rest = together ? external.substring(scriptName.length()) : pathInfo;
            } else if (scriptName != null) {
                boolean whole = external.equals(scriptName);
                boolean mount = whole
                        ? wholePathIsMount(index.at(Variable.SCRIPT_NAME)) && !scriptName.endsWith("/")
                        : PathText.isUnder(external, scriptName);
                rest = mount ? external.substring(scriptName.length()) : scriptName;
            } else {
                rest = documentUri;
            }
            if (external.endsWith(rest)) {
                String mount = external.substring(0, external.length() - rest.length());
                if (mount.isEmpty() && isStripped(scriptName, pathInfo)) {
                    stripped = true;
                    path = PathText.encode(scriptName);
                    prefix = path.length();
                    path += raw;
                } else {
                    prefix = PathPrefix.locate(raw, form, mount, rest);
                }
                return;
            }
        }
        rewritten(PathText.normalise(PathText.decode(raw, Form.DECODED)), scriptName, pathInfo, documentUri);
    }

    /**
     * Whether PATH_INFO is the client's path and SCRIPT_NAME a mount point that REQUEST_URI lacks (lighttpd's
     * strip-request-uri, or a web server in front of this one), not the virtual script of a rewrite rule.
     */
    private boolean isStripped(String scriptName, String pathInfo) {
        return scriptName != null
                && pathInfo != null
                && !scriptName.equals(pathInfo)
                && !scriptName.endsWith("/")
                && !isVirtual(scriptName);
    }

    /** Whether SCRIPT_NAME looks like a file, or Apache says that it led the request there itself. */
    private boolean isVirtual(String scriptName) {
        return scriptName.indexOf('.', scriptName.lastIndexOf('/')) > 0
                || index.at(Variable.REDIRECT_URL) >= 0
                || index.at(Variable.SCRIPT_URL) >= 0;
    }

    static boolean isScript(String scriptName) {
        return scriptName.endsWith(".fcgi")
                || scriptName.endsWith(".fcg")
                || scriptName.endsWith(".cgi")
                || scriptName.endsWith(".scgi");
    }

    /** The web server's own path takes the place of the client's. */
    private void rewritten(String external, String scriptName, String pathInfo, String documentUri) {
        if (pathInfo == null) {
            // A rewrite to the script alone says nothing of the path.
            if (scriptName == null || !isScript(scriptName)) {
                path = PathText.encode(scriptName == null ? documentUri : scriptName);
            }
            return;
        }
        String mount = "";
        if (scriptName != null && !scriptName.equals(pathInfo)) {
            mount = scriptName;
            if (isVirtual(scriptName)) {
                String directory = scriptName.substring(0, scriptName.lastIndexOf('/'));
                mount = PathText.isUnder(external, directory) ? directory : "";
            }
        }
        path = PathText.encode(mount.endsWith("/") ? mount.substring(0, mount.length() - 1) : mount);
        prefix = path.length();
        path += PathText.encode(pathInfo);
    }

    /** Puts the forced mount point before the path, in the place of the web server's if the path doesn't have it. */
    private void force(String raw, String forced) {
        String current = path == null || stripped ? raw : path;
        int found = stripped ? 0 : prefix;
        path = path == null || stripped ? null : path;
        prefix = 0;
        if (forced.isEmpty()) {
            return;
        }
        prefix = PathPrefix.of(current, forced);
        if (prefix == 0) {
            path = PathText.encode(forced);
            prefix = path.length();
            path += current.substring(found);
        }
    }

    /** The normalised value of a variable, or null if it is no path. */
    private String text(Variable variable) {
        int i = index.at(variable);
        if (i < 0 || variables.valueLength(i) == 0 || variables.block()[variables.valueOffset(i)] != '/') {
            return null;
        }
        return PathText.normalise(variables.value(i));
    }
}
