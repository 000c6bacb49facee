package dev.ficus.gateway.migration;

import java.util.List;

/** Looks at the gates of a route. It may block. */
@FunctionalInterface
public interface Gatekeeper {

  /** The look of a decision that is made once. */
  int ONCE = -1;

  /**
   * What each gate says now; empty for a route that has none.
   *
   * @param look how often the same decision has been looked at in vain: the more often, the surer a
   *     gate has to be, so that waiting for luck does not help; {@link #ONCE} if it is made once
   */
  List<GateReport> look(ActiveRoute route, int look);

  /**
   * Names the evidence that is looked at between two cutovers: another name once it starts anew,
   * since what was decided in vain before that says nothing any more.
   */
  default String evidence(ActiveRoute route) {
    return "";
  }
}
