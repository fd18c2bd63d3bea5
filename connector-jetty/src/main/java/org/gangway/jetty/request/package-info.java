/**
 * What a handler or a servlet can ask of a request that came through a web server: what that said of it, and the
 * attributes of the FastCGI roles. Imports the request model and Jetty's server only. Valid while the request is
 * served.
 */
package org.gangway.jetty.request;
