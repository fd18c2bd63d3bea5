/** What makes an application work under a URL prefix that is known only when a request arrives. */
package org.gangway.servlet;
