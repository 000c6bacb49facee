package dev.ficus.gateway.migration;

/**
 * When a route last needed legacy, in milliseconds since the epoch; 0 stands for never.
 *
 * @param answeredAt legacy last answered one of its requests
 * @param fellBackAt the target last failed one, and legacy was asked instead
 */
public record LegacyUse(long answeredAt, long fellBackAt) {

  public static final LegacyUse NEVER = new LegacyUse(0, 0);

  /** The later moment of each kind. */
  LegacyUse orLater(LegacyUse other) {
    return new LegacyUse(
        Math.max(answeredAt, other.answeredAt), Math.max(fellBackAt, other.fellBackAt));
  }

  /** Whether it knows of anything that the other does not. */
  boolean isBeyond(LegacyUse other) {
    return !orLater(other).equals(other);
  }
}
