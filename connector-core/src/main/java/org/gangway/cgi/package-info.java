/**
 * From CGI variables (RFC 3875) to a request, and the head of a CGI response; FastCGI and SCGI share both. Knows the
 * request model only: no socket, no protocol. What maps a request is used for one after another, by one thread at a
 * time.
 */
package org.gangway.cgi;
