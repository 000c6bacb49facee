package dev.ficus.gateway.queue;

import org.jspecify.annotations.Nullable;

/** Looks into bodies. */
@FunctionalInterface
public interface BodyPointers {

  /**
   * The text, number or truth value that a JSON pointer (RFC 6901) finds; null if it finds none, or
   * the body is no JSON.
   */
  @Nullable String find(Body body, String pointer);
}
