/**
 * What web applications of this EE level need to answer under the prefix that the web server names. The filter is made
 * from that of {@code org.gangway.servlet} when this module is built: a class of this package, which is loaded where
 * the servlet API of this level is.
 */
package org.gangway.jetty.ee10;
