/**
 * Signatures of webhooks: whether a provider has sent a request, told by its bytes, and how a
 * delivery is signed afresh. Only the JDK's cryptography is used; signatures are compared in a time
 * that says nothing about them.
 */
@NullMarked
package dev.ficus.gateway.webhook;

import org.jspecify.annotations.NullMarked;
