package dev.ficus.bench.proxy;

/** Which of the routes the requests go to. */
enum Draw {
  FIRST,
  LAST,
  UNIFORM,
  UNMATCHED
}
