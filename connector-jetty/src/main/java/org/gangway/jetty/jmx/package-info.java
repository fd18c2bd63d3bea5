/**
 * What JMX shows of connectors and connection factories beyond their plain properties; jetty-jmx finds the classes by
 * their names. Only a server with JMX loads them.
 */
package org.gangway.jetty.jmx;
