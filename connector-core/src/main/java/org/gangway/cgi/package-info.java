/** From CGI variables (RFC 3875) to a request, and the head of a CGI response; FastCGI and SCGI share both. */
package org.gangway.cgi;
