/**
 * What {@code javax.servlet} applications need of the connectors and Jetty's core can't give them: the web server's
 * user, verified certificates, the prefix that they force themselves, and files for the web server to send. Loaded
 * where the servlet API of EE 8 is; imports that level of Jetty and no other.
 */
package org.gangway.jetty.ee8;
