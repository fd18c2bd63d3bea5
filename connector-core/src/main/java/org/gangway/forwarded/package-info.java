/**
 * What a proxy that speaks HTTP says of its client: {@code X-Forwarded-*}, {@code Forwarded} (RFC 7239) and HAProxy's
 * PROXY protocol. Knows no server.
 */
package org.gangway.forwarded;
