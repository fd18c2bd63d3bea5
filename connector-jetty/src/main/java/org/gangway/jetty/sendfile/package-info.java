/**
 * Has the web server send the application's files: of a response that Jetty would copy remains a header field that
 * names the file. Knows the policy in the request model, and no protocol.
 */
package org.gangway.jetty.sendfile;
