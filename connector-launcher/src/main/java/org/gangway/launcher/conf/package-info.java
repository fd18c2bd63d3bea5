/**
 * What {@code gangway conf} prints and tries: the configuration of a web server that fits Gangway's options. One class
 * for each web server makes its text; others run the server's program with it in a temporary directory.
 */
package org.gangway.launcher.conf;
