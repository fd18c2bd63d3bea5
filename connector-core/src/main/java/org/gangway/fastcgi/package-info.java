/**
 * The FastCGI protocol, version 1.0: records in and out. Nothing here knows of sockets, of requests beyond their ids,
 * or of CGI variables beyond their bytes.
 */
package org.gangway.fastcgi;
