package dev.ficus.bench.proxy;

/** The stage of all routes of a scenario. */
enum Stage {
  LEGACY,
  /** Every request is copied to the target, and the answers compared. */
  SHADOW,
  /** Half of the users, by a sticky header. */
  CANARY,
  LIVE
}
