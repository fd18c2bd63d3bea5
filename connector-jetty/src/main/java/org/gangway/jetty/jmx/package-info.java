/** What JMX shows of connection factories beyond their plain properties; jetty-jmx finds the classes by their names. */
package org.gangway.jetty.jmx;
