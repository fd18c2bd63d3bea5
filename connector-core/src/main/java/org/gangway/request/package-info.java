/**
 * The request as every protocol tells it, and the policies and limits that decide what is believed and how much is
 * taken. Imports nothing but the JDK and its own internal package. Policies are immutable; limits are set before a
 * server starts; a request is for the thread that serves it.
 */
package org.gangway.request;
