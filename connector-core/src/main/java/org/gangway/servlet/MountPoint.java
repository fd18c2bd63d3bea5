package org.gangway.servlet;

import jakarta.servlet.ServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.gangway.request.ScriptNameAttributes;

/**
 * The prefix of one request, and the translation of paths from the container's view to the client's.
 *
 * <p>A dispatched request mixes both views: the container answers some questions itself, without the prefix, and
 * passes others on to the request that the application gave it, which adds the prefix; which ones differs from
 * container to container and with the kind of the dispatch. The text can't tell ({@code /shop/x} may be a path under
 * the prefix or the path {@code /shop/x} below the prefix {@code /shop}), so the strings made here are remembered by
 * identity: what was made here has its prefix.
 *
 * <p>Thread-safe, because an application may read a request on several threads.
 */
final class MountPoint {
    /** Whose paths the wrapped request shows. */
    enum View {
        /** With the prefix: what the application sees. */
        CLIENT,
        /** Without the prefix: what the container's own servlet sees. */
        CONTAINER,
        /**
         * Without the prefix and without the query: while the container notes where to dispatch to when asynchronous
         * processing ends. The query stays that of the request; noted here, its parameters would come twice.
         */
        STARTING_ASYNC
    }

    private final String prefix;
    private final Set<String> written;
    private final Map<String, String> translated = new HashMap<>();
    private final Set<String> withPrefix = Collections.newSetFromMap(new IdentityHashMap<>());
    private View view = View.CLIENT;

    private MountPoint(String prefix, String requestUri, Set<String> written) {
        this.prefix = prefix;
        this.written = written;
        if (requestUri != null && requestUri.startsWith(prefix)) {
            translated.put("/" + requestUri.substring(prefix.length()), requestUri);
            withPrefix.add(requestUri);
        }
    }

    /**
     * Finds the mount point of a request, and makes it on the first call.
     *
     * @param request any request
     * @param configured the prefix where the server tells none, or null
     * @return the mount point, or null if the request has no prefix or another copy of the filter cares for it
     */
    static MountPoint of(ServletRequest request, String configured) {
        Object known = request.getAttribute(ScriptNameAttributes.MOUNT);
        if (known != null) {
            return known instanceof MountPoint mount ? mount : null;
        }
        String prefix =
                request.getAttribute(ScriptNameAttributes.SCRIPT_NAME) instanceof String told ? told : configured;
        if (prefix == null || prefix.isEmpty()) {
            return null;
        }
        String requestUri = request.getAttribute(ScriptNameAttributes.REQUEST_URI) instanceof String uri ? uri : null;
        @SuppressWarnings("unchecked") // the contract of the attribute
        Set<String> written =
                request.getAttribute(ScriptNameAttributes.WRITTEN) instanceof Set<?> set ? (Set<String>) set : null;
        MountPoint mount = new MountPoint(prefix, requestUri, written);
        request.setAttribute(ScriptNameAttributes.MOUNT, mount);
        return mount;
    }

    String prefix() {
        return prefix;
    }

    /** Changes the view and returns the one before. */
    synchronized View show(View next) {
        View before = view;
        view = next;
        return before;
    }

    synchronized View view() {
        return view;
    }

    /** Whether nobody but the filter adds the prefix to a location that the container's own servlet writes. */
    synchronized boolean translatesForContainer() {
        return view == View.CONTAINER && written == null;
    }

    /** Notes what the application wrote itself. */
    synchronized void wrote(String entry) {
        if (written != null && view == View.CLIENT) {
            written.add(entry);
        }
    }

    /** Forgets what the application wrote, because the response is reset. */
    synchronized void forgetWritten() {
        if (written != null) {
            written.clear();
        }
    }

    /**
     * Adds the prefix to a path of the container, if the view has it.
     *
     * @param path a path as the container or an inner wrapper gave it, null or empty included
     * @return the path for the current view; null for null
     */
    synchronized String translate(String path) {
        return view == View.CLIENT ? translateForClient(path) : path;
    }

    /**
     * Adds the prefix to a path of the container.
     *
     * @param path a path as the container or an inner wrapper gave it, null or empty included
     * @return the path for the client; null for null
     */
    synchronized String translateForClient(String path) {
        if (path == null || withPrefix.contains(path)) {
            return path;
        }
        String known = translated.get(path);
        if (known == null) {
            known = prefix + path;
            translated.put(path, known);
            withPrefix.add(known);
        }
        return known;
    }

    /**
     * Finds the prefix in a path or URL of the application.
     *
     * @param url an absolute path or a URL
     * @param start where its path begins
     * @return where the path goes on behind the prefix, or -1 if it isn't below the prefix
     */
    int endOfPrefix(String url, int start) {
        if (!url.startsWith(prefix, start)) {
            return -1;
        }
        int end = start + prefix.length();
        return end == url.length() || "/?#;".indexOf(url.charAt(end)) >= 0 ? end : -1;
    }
}
