/**
 * What a supervisor of several JVMs decides and how it talks with them: how many there are to be, when a dead one is
 * replaced, and the channel between both.
 */
package org.gangway.launcher.prefork;
