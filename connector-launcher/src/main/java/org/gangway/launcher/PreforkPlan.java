package org.gangway.launcher;

import org.gangway.launcher.prefork.Spares;

/**
 * What the command line says of several JVMs.
 *
 * @param spares how many there may be
 * @param maxRequests after how many requests one is replaced, 0 for never
 */
record PreforkPlan(Spares spares, int maxRequests) {}
