package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.route.FallbackSpec;

/**
 * Whether a request that failed may be sent again, to the same side or to the other one. A write
 * reaches a server at most once: what may have been sent goes again only if it is safe.
 */
public final class SecondChance {

  private SecondChance() {}

  /**
   * Whether legacy may take what the target failed.
   *
   * @param sent whether any of the request may have reached the target
   * @param safe whether the request may be carried out twice without harm
   * @param bodyLost whether a body has been read from the client and cannot be read again
   */
  public static boolean fallBack(FallbackSpec fallback, boolean sent, boolean safe, boolean bodyLost) {
    return fallback.mode() == FallbackSpec.Mode.SAFE && !bodyLost && (!sent || safe);
  }

  /** Whether a status of the target counts as failed and lets a safe request fall back. */
  public static boolean isFailed(FallbackSpec fallback, int status) {
    return switch (status) {
      case 502, 503, 504 -> true;
      default -> fallback.alsoOn().contains(status);
    };
  }

  /**
   * Whether to try once more on a fresh connection: the upstream may have closed a kept one at the
   * very moment it was used (RFC 9112, section 9.3.1).
   */
  public static boolean retry(Failure failure, boolean sent, boolean safe, boolean bodyLost) {
    return failure == Failure.RESET && !bodyLost && (!sent || safe);
  }
}
