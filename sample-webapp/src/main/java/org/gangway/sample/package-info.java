/**
 * A WAR that shows what a servlet learns of its request, and does what a connector must bear: uploads, flushes,
 * streams, errors. Imports the servlet API only, so that it runs in any container.
 */
package org.gangway.sample;
