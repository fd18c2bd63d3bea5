package org.gangway.jetty.internal;

/** What may still be sent of a response. */
enum ResponseState {
    /** Its head. */
    HEAD,
    /** Its body. */
    BODY,
    /** Nothing but its end: the web server wants no more. */
    ABORTED,
    /** Nothing: the end is on its way. */
    ENDED
}
