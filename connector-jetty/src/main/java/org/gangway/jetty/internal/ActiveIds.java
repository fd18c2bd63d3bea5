package org.gangway.jetty.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The requests of one FastCGI connection that aren't over. When the END_REQUEST of one is on its way the web server may
 * use its id again (FastCGI specification, section 3.3): the request isn't over then, but its id is not active.
 */
@GuardedBy("connection")
final class ActiveIds {
    private final List<FastCgiHead> heads = new ArrayList<>(1);

    void add(FastCgiHead head) {
        heads.add(head);
    }

    void remove(FastCgiHead head) {
        heads.remove(head);
    }

    /** {@return how many requests aren't over} */
    int size() {
        return heads.size();
    }

    FastCgiHead get(int i) {
        return heads.get(i);
    }

    /** {@return the requests that aren't over, in a list of its own} */
    List<FastCgiHead> copy() {
        return List.copyOf(heads);
    }

    /** {@return the request with an active id, or null} */
    FastCgiHead find(int requestId) {
        for (int i = 0; i < heads.size(); i++) {
            FastCgiHead head = heads.get(i);
            if (head.requestId() == requestId && !head.exchange().isEnded()) {
                return head;
            }
        }
        return null;
    }

    /** {@return how many ids are active} */
    int count() {
        int count = 0;
        for (int i = 0; i < heads.size(); i++) {
            count += heads.get(i).exchange().isEnded() ? 0 : 1;
        }
        return count;
    }

    /** {@return whether there is no other request than this one} */
    boolean isAlone(Exchange exchange) {
        return heads.size() == 1 && heads.get(0).exchange() == exchange;
    }
}
