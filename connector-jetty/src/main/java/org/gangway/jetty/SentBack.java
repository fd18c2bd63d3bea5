package org.gangway.jetty;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests that were sent back to the balancer of late, so that none is sent twice: a client may ignore that its
 * cookie is taken back, and its next request is then the same again. So much as is kept is about half a megabyte; what
 * is forgotten beyond that is the oldest. Thread-safe.
 */
final class SentBack {
    private static final int LIMIT = 8192;

    private final Map<Long, Boolean> requests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > LIMIT;
        }
    };

    /**
     * Notes a request that is about to be sent back.
     *
     * @param ids the session ids that it carries
     * @param location where it is sent
     * @return whether this is the first time for each of the ids
     */
    boolean isFirstTime(Iterable<String> ids, String location) {
        boolean first = true;
        synchronized (requests) {
            for (String id : ids) {
                // Two that look the same cost one of them the way to another node, no more.
                long key = ((long) id.hashCode() << Integer.SIZE) ^ Integer.toUnsignedLong(location.hashCode());
                first &= requests.put(key, true) == null;
            }
        }
        return first;
    }
}
