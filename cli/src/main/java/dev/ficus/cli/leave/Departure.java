package dev.ficus.cli.leave;

import dev.ficus.gateway.route.Route;

/** Whether a route can go from Ficus to any other proxy. */
sealed interface Departure {

  Route route();

  /** All that it does can be said in the other proxy's words. */
  record Leaves(Route route) implements Departure {}

  /**
   * It needs Ficus.
   *
   * @param why in a few words, for people
   */
  record Stays(Route route, String why) implements Departure {}
}
