package org.gangway.jetty.internal;

import java.util.List;

/**
 * The requests of one FastCGI connection that aren't over. When the END_REQUEST of one is on its way the web server may
 * use its id again (FastCGI specification, section 3.3): the request isn't over then, but its id is not active.
 */
@GuardedBy("connection")
final class ActiveIds {
    private final ActiveExchanges exchanges;

    ActiveIds(ActiveExchanges exchanges) {
        this.exchanges = exchanges;
    }

    private static FastCgiHead head(Exchange exchange) {
        return exchange == null ? null : (FastCgiHead) exchange.head();
    }

    /** {@return how many requests aren't over} */
    int size() {
        return exchanges.count();
    }

    /** {@return the request that began first, or null} */
    FastCgiHead first() {
        return head(exchanges.first());
    }

    /** {@return the request that began after another one, or null} */
    FastCgiHead after(FastCgiHead head) {
        return head(head.exchange().next());
    }

    /** {@return the requests that aren't over, in a list of its own} */
    List<FastCgiHead> copy() {
        return exchanges.all().stream().map(ActiveIds::head).toList();
    }

    /** {@return the request with an active id, or null} */
    FastCgiHead find(int requestId) {
        for (FastCgiHead head = first(); head != null; head = after(head)) {
            if (head.requestId() == requestId && !head.exchange().isEnded()) {
                return head;
            }
        }
        return null;
    }

    /** {@return whether no id is active} */
    boolean isNone() {
        for (FastCgiHead head = first(); head != null; head = after(head)) {
            if (!head.exchange().isEnded()) {
                return false;
            }
        }
        return true;
    }

    /** {@return how many ids are active} */
    int count() {
        int count = 0;
        for (FastCgiHead head = first(); head != null; head = after(head)) {
            count += head.exchange().isEnded() ? 0 : 1;
        }
        return count;
    }

    /** {@return whether there is no other request than this one} */
    boolean isAlone(Exchange exchange) {
        return exchanges.first() == exchange && exchange.next() == null;
    }
}
