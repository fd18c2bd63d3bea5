/**
 * The SCGI protocol, as of 23 June 2008: one request on each connection, taken apart. The response is the one of CGI,
 * see {@link org.gangway.cgi.CgiResponseHead}. Knows no socket and no other protocol. A parser belongs to one
 * connection, and to one thread at a time.
 */
package org.gangway.scgi;
