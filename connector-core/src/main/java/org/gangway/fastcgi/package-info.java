/**
 * The FastCGI protocol, version 1.0: records in and out. Nothing here knows of sockets, of requests beyond their ids,
 * or of CGI variables beyond their bytes. A parser belongs to one connection, and to one thread at a time; the encoder
 * has no state.
 */
package org.gangway.fastcgi;
