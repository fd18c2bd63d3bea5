/**
 * The process as the system sees it: what Java has no word for (detaching, file descriptors, users), signals, the pidfile,
 * and how to start another JVM like this one. Only {@link org.gangway.launcher.process.Libc} has native calls.
 */
package org.gangway.launcher.process;
