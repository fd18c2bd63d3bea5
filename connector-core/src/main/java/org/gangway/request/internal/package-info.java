/**
 * The tools with which {@code cgi} and {@code ajp} make a request of bytes: numbers, tokens, paths, authorities, header
 * fields, certificates. Not exported. Imports nothing but the JDK, SLF4J and the request model. What has state is for one
 * thread at a time.
 */
package org.gangway.request.internal;
