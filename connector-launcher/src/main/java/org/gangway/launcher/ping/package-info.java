/** Asks a server over a gateway protocol whether it answers. Loads no server: a health check starts it every few seconds. */
package org.gangway.launcher.ping;
