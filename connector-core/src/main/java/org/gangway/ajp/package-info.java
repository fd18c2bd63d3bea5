/**
 * The Apache JServ Protocol, version 1.3 (AJP13): packets in and out, and the request that they carry. Knows the
 * request model only: no socket, no CGI variable, no other protocol. A parser and what it collects belong to one
 * connection, and to one thread at a time; {@link AllowedRequestAttributes} and {@link AjpSecret} serve all threads.
 */
package org.gangway.ajp;
