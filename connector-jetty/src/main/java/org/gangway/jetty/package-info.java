/**
 * What a program that has a Jetty puts together: a connection factory for each protocol, connectors for Unix and TCP
 * sockets, the URL prefix, and the web server's user. No signature of a public class here shows the internal package,
 * and no servlet API is imported: the bridge serves every EE level. Settings are made before the start; from then on
 * many threads use what is here.
 */
package org.gangway.jetty;
