/** What the connections of each protocol read of their connection factories, which implement these interfaces. */
package org.gangway.jetty.settings;
