/**
 * The command {@code gangway}: options, WARs of every EE level in one server, logins, session stores, the log, and what
 * becomes of signals. It may import everything but a servlet API, which each level brings along. What the user got
 * wrong ends in one line with cause and remedy, see {@link UserError}.
 */
package org.gangway.launcher;
