/**
 * What makes an application work under a URL prefix that is known only when a request arrives. Knows the servlet API
 * and the names in {@link org.gangway.request}, and no server: the build makes the filter of EE 10 and 11 of this
 * source.
 */
package org.gangway.servlet;
