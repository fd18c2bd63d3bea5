/**
 * The Apache JServ Protocol, version 1.3 (AJP13): packets in and out, and the request that they carry. Nothing here
 * knows of sockets.
 */
package org.gangway.ajp;
