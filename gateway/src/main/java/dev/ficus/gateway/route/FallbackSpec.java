package dev.ficus.gateway.route;

import java.util.Set;

/**
 * When a request that the target failed goes to legacy instead.
 *
 * @param alsoOn statuses of the target that count as failed, beside 502, 503 and 504
 */
public record FallbackSpec(Mode mode, Set<Integer> alsoOn) {

  /** Under {@code SAFE}, what was not sent falls back, and what was sent only if it is safe. */
  public enum Mode {
    SAFE,
    NEVER
  }

  public static final FallbackSpec DEFAULT = new FallbackSpec(Mode.SAFE, Set.of());

  public FallbackSpec {
    alsoOn = Set.copyOf(alsoOn);
  }
}
