package dev.ficus.gateway.migration;

import java.util.Locale;

/** Why a side was chosen. */
public enum Reason {
  /** The stage alone decides. */
  STAGE,
  /** The key's bucket lies within the weight. */
  IN_COHORT,
  /** The key's bucket lies beyond the weight. */
  OUTSIDE_COHORT,
  /** None of the keys is there. */
  NO_KEY,
  /** A rule under {@code include} names the client. */
  INCLUDED,
  /** A rule under {@code exclude} names the client. */
  EXCLUDED,
  /** An earlier attempt went there. */
  PINNED,
  /** A CORS preflight carries no key. */
  PREFLIGHT,
  /** The stage wants a target, but this instance's files have none. */
  NO_TARGET;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  public String word() {
    return word;
  }
}
