package dev.ficus.gateway.route;

import java.util.Locale;

/** The two sides of a route: where the endpoint lives today, and where it is going. */
public enum Side {
  LEGACY,
  TARGET;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  public Side other() {
    return this == LEGACY ? TARGET : LEGACY;
  }
}
