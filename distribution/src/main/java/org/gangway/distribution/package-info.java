/** Build time only: makes the manual pages and the completion of the shell from the command line itself. */
package org.gangway.distribution;
