package dev.ficus.bench.proxy;

/** The stage of all routes of a scenario. */
enum Stage {
  LEGACY,
  /** Half of the users, by a sticky header. */
  CANARY,
  LIVE
}
