/** Has the web server send the application's files. */
package org.gangway.jetty.sendfile;
