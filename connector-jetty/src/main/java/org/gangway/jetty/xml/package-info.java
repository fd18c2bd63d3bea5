/**
 * Connectors from settings that are text, as Jetty XML and the properties of a {@code $JETTY_BASE} have them. A wrong
 * value is refused in one line that names the property, the cause and the remedy. Uses the public classes of
 * {@code org.gangway.jetty} as any program does.
 */
package org.gangway.jetty.xml;
