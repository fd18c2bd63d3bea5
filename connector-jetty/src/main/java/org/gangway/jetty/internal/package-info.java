/**
 * The bridge from the codecs to Jetty. Not exported. Imports no factory, which knows its connections but isn't known by
 * them, and no servlet API.
 *
 * <p>A {@link GatewayConnection} is the same in all protocols: an {@link InputPump} reads, an {@link OutputQueue}
 * writes, {@link Deadlines} watch. A {@link Session} is what one protocol makes of it. An {@link Exchange} is one
 * request, with its {@link RequestBody} and its {@link Answer}; how the protocol tells the one is its {@link Head}, how
 * it puts the other its {@link Wire}. A {@link JettyRequest} takes it to Jetty, a {@link RequestQueue} to a thread.
 * What all connections of a connector share is in {@link ConnectorState}.
 *
 * <p>The sockets: a {@link ListeningSocket} is a {@link BoundSocket} with its {@link SocketFile}, or an
 * {@link InheritedSocket}; what it accepts goes through {@link AcceptedConnections}.
 *
 * <p>Each connection has one lock, held to parse and to change what is due, never while something blocks or an
 * application runs; {@link GuardedBy} says what it guards. The output queue's is the innermost.
 */
package org.gangway.jetty.internal;
