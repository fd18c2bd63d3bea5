/** What JMX shows of connectors and connection factories beyond their plain properties; jetty-jmx finds the classes by their names. */
package org.gangway.jetty.jmx;
