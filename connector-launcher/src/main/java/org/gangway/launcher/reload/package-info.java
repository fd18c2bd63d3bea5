/**
 * Changing what a running server serves without losing a request: generations of applications, their warm-up, and what
 * asks for a change. Nothing here knows how an application is deployed.
 */
package org.gangway.launcher.reload;
